"""A whole mail, from its bytes to what the rest of this room asks of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

from intercity.core.invitations import InvitationReply
from intercity.mailbox.reading.authenticity import Dmarc, dmarc_of
from intercity.mailbox.reading.charsets import header
from intercity.mailbox.reading.invitations import invitation_reply
from intercity.mailbox.reading.nature import Nature, nature_of
from intercity.mailbox.reading.parts import File, Parts, parts_of
from intercity.mailbox.reading.quotes import Answer, Layout, answer_of

ADDRESS = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@[^\s@<>(),;:\"\\]{1,255}")
MOST_HEAD = 256 * 1024
NOTHING = Answer("", Layout.PLAIN)
# What the library would make millions of objects of. A file of 30 MB has 400,000 lines, a real mail some ten parts.
MOST_LINES, MOST_BOUNDARIES = 1_000_000, 5_000
MOST_FROM = 1000
# Each line is compared with the end of each part that is open around it: lines times such parts.
MOST_COMPARED = 20_000_000
# The library takes apart the parameters of a part in time of the square of their length.
MOST_FIELD, MOST_PART_FIELD = 10_000, 2_000


@dataclass(frozen=True)
class Context:
    """What only the installation knows: the server whose word on senders counts, our domains, the envelope."""

    authserv: str = ""
    ours: frozenset[str] = frozenset()
    envelope_sender: str = ""


@dataclass(frozen=True)
class Mail:
    """What a mail says. `sender` is "" unless there is exactly one; `damaged` where it could not be read.

    `addressed` are the addresses that its writer put into To and Cc; `invitation` is what a calendar program answers.
    """

    message_id: str
    sender: str
    subject: str
    nature: Nature
    dmarc: Dmarc
    answer: Answer
    files: tuple[File, ...]
    damaged: bool = False
    addressed: frozenset[str] = frozenset()
    invitation: InvitationReply | None = None


class ShortFields(Compat32):
    """Headers as the library reads them, cut off where they would take for ever."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A name and its value."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[: MOST_PART_FIELD if name.lower().startswith("content-") else MOST_FIELD]


SHORT = ShortFields()
UNREAD = Mail("", "", "", Nature.PERSON, Dmarc.UNKNOWN, NOTHING, (), damaged=True)


def read_mail(raw: bytes, context: Context) -> Mail:
    """Read `raw`. Never raises; takes time in proportion to its length."""
    if is_bomb(raw) or has_stray_ends(raw):
        return UNREAD
    try:
        return read_message(message_from_bytes(raw, policy=SHORT), context)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        # The library trusts mails more than they deserve. One that breaks it is no person's answer.
        return UNREAD


def is_bomb(raw: bytes) -> bool:
    """Whether it is made of so many pieces that taking it apart would fill the memory."""
    ends = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    head = raw[: MOST_HEAD + 4]
    whole_head = len(raw) <= MOST_HEAD or b"\n\n" in head or b"\n\r\n" in head
    deep = ends * raw.lower().count(b"multipart/") > MOST_COMPARED
    return ends > MOST_LINES or deep or raw.count(b"\n--") + raw.count(b"\r--") > MOST_BOUNDARIES or not whole_head


def has_stray_ends(raw: bytes) -> bool:
    """Whether lines of the head end in different ways.

    What is one line to the mail server would be several here: a forger could write a verdict into a subject.
    """
    start = raw[: MOST_HEAD + 4]
    ends = [found for found in (start.find(b"\n\r\n"), start.find(b"\n\n")) if found >= 0]
    head = start[: min(ends) + 1] if ends else start
    whole, feeds = head.count(b"\r\n"), head.count(b"\n")
    return head.count(b"\r") > whole or 0 < whole < feeds


def read_message(message: Message, context: Context) -> Mail:
    """As `read_mail`, of a parsed mail."""
    sender = sender_of(message)
    nature = nature_of(message, (sender,) if sender else (), context.envelope_sender, context.ours)
    seen = [str(value) for value in message.get_all("Authentication-Results", [])]
    # What no person wrote is not taken apart.
    parts = parts_of(message) if nature is Nature.PERSON else Parts("", ())
    return Mail(
        message_id=message_id_of(message), sender=sender, subject=header(message, "Subject")[:500], nature=nature,
        dmarc=dmarc_of(seen, context.authserv, sender), answer=answer_of(parts.text), files=parts.files,
        addressed=addressed_in(message), invitation=invitation_reply(message) if nature is Nature.CALENDAR else None,
    )  # fmt: skip


def sender_of(message: Message) -> str:
    """The one address in the one From header, in lower case; "" where there is none, or more than one.

    A second From, a second address, or an address inside the shown name are how senders are forged.
    """
    values = message.get_all("From", [])
    if len(values) != 1 or len(str(values[0])) > MOST_FROM:
        return ""
    raw = str(values[0])
    found = getaddresses([raw])
    address = found[0][1].strip().lower() if len(found) == 1 else ""
    alone = {spelled.lower() for spelled in ADDRESS.findall(raw)} == {address}
    return address if alone and address.isprintable() else ""


def addressed_in(message: Message) -> frozenset[str]:
    """Every address in To and Cc, in lower case."""
    values = [str(value) for name in ("To", "Cc") for value in message.get_all(name, [])]
    return frozenset(found.lower() for value in values for found in ADDRESS.findall(value))


def message_id_of(message: Message) -> str:
    """Its name in the world."""
    return header(message, "Message-ID").strip("<> ")[:250]


def fingerprint(raw: bytes, recipient: str) -> str:
    """The same for the same mail to the same recipient, whichever way and however often it came.

    Stations on the way write only into the head, so of it only what the sender wrote counts.
    """
    head, _, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw[:MOST_HEAD] else raw.partition(b"\n\n")
    try:
        message = message_from_bytes(head[:MOST_HEAD], policy=SHORT)
        names = [str(message.get(name, "")) for name in ("Message-ID", "From", "Date", "Subject")]
    except (MessageError, ValueError, TypeError, AttributeError, RecursionError):
        names = [hashlib.sha256(head).hexdigest()]
    digest = hashlib.sha256("\0".join([recipient.strip().lower(), *names]).encode("utf-8", "replace"))
    digest.update(body.replace(b"\r\n", b"\n").strip())
    return digest.hexdigest()
