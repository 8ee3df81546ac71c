"""Mails as they came in, without what names a person: also in encoded words, base64 and quoted-printable."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from intercity.privacy.traces import Traces, found_in_bytes


def cleaned(raw: bytes, traces: Traces) -> bytes:
    """The mail without what names the person; empty where that cannot be taken out of it."""
    if not names(raw, traces):
        return raw
    try:
        mail = read(raw)
        for part in mail.walk():
            clean_headers(part, traces)
            if not part.is_multipart():
                clean_part(part, traces)
        fresh = mail.as_bytes()
    except Exception:
        # A damaged mail, or one in a charset that nobody knows: it is not kept for what else it may say.
        return b""
    return b"" if names(fresh, traces) else fresh


def names(raw: bytes, traces: Traces) -> bool:
    """Whether a mail names the person, in whatever way it is written."""
    if not raw:
        return False
    try:
        texts = list(texts_of(read(raw)))
    except Exception:
        return True
    return found_in_bytes(traces, raw) or any(found_in_bytes(traces, text) for text in texts)


def read(raw: bytes) -> EmailMessage:
    """The mail in its parts."""
    return message_from_bytes(raw, policy=policy.SMTP)


def texts_of(mail: EmailMessage) -> Iterator[bytes]:
    """Headers and parts with their encodings undone."""
    for part in mail.walk():
        for key, value in part.items():
            yield f"{key}: {value}".encode(errors="replace")
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content


def clean_headers(part: EmailMessage, traces: Traces) -> None:
    """Take the person out of the headers of one part."""
    said = [(key, str(value)) for key, value in part.items()]
    for key in {key for key, value in said if traces.found(value)}:
        values = [value for name, value in said if name.lower() == key.lower()]
        del part[key]
        for value in values:
            part[key] = traces.without(value)


def clean_part(part: EmailMessage, traces: Traces) -> None:
    """Take the person out of a text; a file that names them is emptied."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not found_in_bytes(traces, content):
        return
    name, disposition = part.get_filename(), part.get_content_disposition()
    if part.get_content_maintype() == "text":
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
        part.set_content(traces.without(text), subtype=part.get_content_subtype(), charset="utf-8")
    else:
        part.set_content("")
    if disposition:
        part.add_header("Content-Disposition", disposition, filename=traces.without(name or ""))
