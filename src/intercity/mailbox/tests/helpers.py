"""Mails for tests, as mail servers hand them over."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

from PIL import Image

from intercity.mailbox.models import Incoming
from intercity.mailbox.receiving import accept
from intercity.mailbox.settling import settle
from intercity.notifications.addresses import reply_address
from intercity.posts.models import Post
from tests.personas import Persona

AUTHSERV = "mx.network.example"
PASS = f"{AUTHSERV}; dmarc=pass header.from=example.org"
FAIL = f"{AUTHSERV}; dmarc=fail header.from=example.org"


def png() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


def letter(sender: str, body: str = "We opened two cool rooms.\n", verdict: str = "", **headers: str) -> EmailMessage:
    """A mail of one text part; `verdict` is what the operator's server says."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["Subject"] = headers.pop("Subject", "Re: Heat")
    message["Message-ID"] = headers.pop("Message_ID", "<one@client.example>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if verdict:
        message["Authentication-Results"] = verdict
    message.set_content(body)
    return message


def arrive(message: EmailMessage | bytes, recipient: str, envelope_sender: str = "") -> Incoming:
    """Take it in and settle it; gives its row as it stands then. It names its recipient, unless it names others."""
    if not isinstance(message, bytes) and "To" not in message:
        message["To"] = recipient
    raw = message if isinstance(message, bytes) else message.as_bytes()
    (row,) = accept(raw, [recipient], envelope_sender)
    settle(Incoming.objects.get(pk=row.pk))
    return Incoming.objects.get(pk=row.pk)


def reply(persona: Persona, post: Post, **fields: str) -> Incoming:
    """An answer by `persona` to the mail about `post`."""
    sender = fields.pop("sender", persona.person.email)
    return arrive(letter(sender, **fields), reply_address(persona.person, post))


def outcome(row: Incoming) -> tuple[str, str]:
    """What became of it and why."""
    return row.outcome, row.reason
