"""Take a mail in: which addresses are ours, how much is taken, and one row that is written before we say yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.errors import MessageError

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from intercity.mailbox.models import Alias, Incoming
from intercity.mailbox.reading.authenticity import Dmarc, dmarc_of
from intercity.mailbox.reading.mail import MOST_HEAD, SHORT, fingerprint, has_stray_ends, message_id_of, sender_of
from intercity.notifications.addresses import read_bounce, read_reply, read_space
from intercity.organisations.models import Person

HOUR = timedelta(hours=1)
# Per hour and sender; people of ours whose domain stands by them are counted apart, so that no forger can fill their
# share. Whoever owns a domain can prove any number of senders: strangers share what the unproven have.
MOST_FROM_ONE = 60
MOST_OF_STRANGERS = 600
MOST_BYTES = 300 * 1024 * 1024


class RefusedMailError(Exception):
    """A mail that is not taken; `later` says whether it may be tried again. Its text is for mail servers."""

    def __init__(self, text: str, *, later: bool = False) -> None:
        super().__init__(text)
        self.later = later


@dataclass(frozen=True)
class Head:
    """What the head of a mail says about who wrote it."""

    sender: str
    message_id: str
    proven: bool


def is_ours(address: str) -> bool:
    """Whether mail to `address` is taken. Says nothing about spaces: all names that a space could have are taken."""
    return any(read(address) is not None for read in (read_reply, read_bounce, read_space))


def accept(raw: bytes, recipients: Sequence[str], envelope_sender: str = "") -> list[Incoming]:
    """Write one row for each recipient and give them, those that stood already (the same mail again) too.

    They are committed when this returns. Raises RefusedMailError for what is too large, not for us, or too much.
    """
    ours = list(dict.fromkeys(address.strip()[:320] for address in recipients if is_ours(address)))
    if not ours:
        raise RefusedMailError("No such mailbox here")
    if len(raw) > settings.MAIL_IN_LIMIT:
        raise RefusedMailError("Message too large")
    head = read_head(raw)
    marks = {address: fingerprint(raw, address) for address in ours}
    known = {row.fingerprint: row for row in Incoming.objects.defer("raw").filter(fingerprint__in=marks.values())}
    if len(known) < len(marks):
        check_rate(head, len(raw))
    with transaction.atomic():
        return [
            known.get(mark) or write(raw, address, mark, head, envelope_sender) for address, mark in marks.items()
        ]  # fmt: skip


def write(raw: bytes, address: str, mark: str, head: Head, envelope_sender: str) -> Incoming:
    """The row of one recipient; of two that come at the same moment, the first."""
    row, _fresh = Incoming.objects.get_or_create(
        fingerprint=mark,
        defaults={
            "recipient": address, "envelope_sender": clean(envelope_sender)[:320], "sender": head.sender, "raw": raw,
            "proven": head.proven, "message_id": head.message_id, "size": len(raw),
        },
    )  # fmt: skip
    return row


def read_head(raw: bytes) -> Head:
    """The head of `raw`, read with the same eyes as the whole later. Never raises."""
    if has_stray_ends(raw):
        return Head("", "", False)
    try:
        end = raw.find(b"\n\r\n") if b"\n\r\n" in raw[:MOST_HEAD] else raw.find(b"\n\n")
        message = message_from_bytes(raw[: min(end + 2 if end >= 0 else len(raw), MOST_HEAD)], policy=SHORT)
        sender = sender_of(message)
        seen = [str(value) for value in message.get_all("Authentication-Results", [])]
        proven = bool(sender) and dmarc_of(seen, settings.MAIL_IN_AUTHSERV, sender) is Dmarc.PASS
        return Head(clean(sender)[:320], clean(message_id_of(message)), proven)
    except (MessageError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return Head("", "", False)


def clean(text: str) -> str:
    """As databases take it."""
    return "".join(char for char in text if char.isprintable()).encode("utf-8", "replace").decode()


def check_rate(head: Head, size: int) -> None:
    """Refuse for now what is too much: from one sender, from all unproven and unknown ones together, or in bytes."""
    lately = Incoming.objects.filter(received_at__gt=timezone.now() - HOUR)
    if lately.filter(sender=head.sender, proven=head.proven)[:MOST_FROM_ONE].count() >= MOST_FROM_ONE:
        raise RefusedMailError("Too many messages from you, try again later", later=True)
    if head.proven and is_known(head.sender):
        return
    own = Exists(Person.objects.filter(email=OuterRef("sender")))
    other = Exists(Alias.objects.filter(address=OuterRef("sender"), confirmed_at__isnull=False))
    sizes = list(lately.exclude(Q(proven=True) & (own | other)).values_list("size", flat=True)[:MOST_OF_STRANGERS])
    if len(sizes) >= MOST_OF_STRANGERS:
        raise RefusedMailError("Too many messages, try again later", later=True)
    if sum(sizes) + size > MOST_BYTES:
        raise RefusedMailError("Too much mail, try again later", later=True)


def is_known(sender: str) -> bool:
    """Whether a person of ours writes from this address."""
    other = Alias.objects.filter(address=sender, confirmed_at__isnull=False)
    return Person.objects.filter(email=sender).exists() or other.exists()
