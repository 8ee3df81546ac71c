"""The tree of a mail: which part is its text, which are files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from intercity.mailbox.reading.charsets import header_text, raw_text, to_text
from intercity.mailbox.reading.flowed import unflow
from intercity.mailbox.reading.markup import html_to_text

MOST_PARTS = 200
MOST_DEPTH = 12
# Above any text that people write or quote; the rest is cut off.
MOST_TEXT = 16_000_000
# A logo under a signature, not a picture that somebody sends.
DECORATION = 60_000
NAME_OF_DECORATION = re.compile(r"(?:image|outlook-|logo|att)\w*\.(?:png|gif|jpe?g)", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """Something that came along."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Parts:
    """What a mail consists of for a reader."""

    text: str
    files: tuple[File, ...]


def parts_of(message: Message) -> Parts:
    """The text as its writer saw it, and the files."""
    leaves = list(leaves_of(message))
    files = [leaf for leaf in leaves if is_file(leaf)]
    rest = [leaf for leaf in leaves if not is_file(leaf)]
    return Parts(text_of(rest), tuple(read_file(leaf) for leaf in files if not is_decoration(leaf)))


def leaves_of(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something; mails inside the mail are not opened."""
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    payload = message.get_payload()
    for part in payload[:MOST_PARTS] if isinstance(payload, list) and depth < MOST_DEPTH else []:
        if isinstance(part, Message):
            yield from leaves_of(part, depth + 1)


def is_file(part: Message) -> bool:
    """Whether it is something to keep rather than to read here."""
    kind = part.get_content_type()
    if kind.startswith("text/") and part.get_content_disposition() != "attachment":
        return kind not in ("text/plain", "text/html", "text/calendar", "text/enriched") and bool(name_of(part))
    return kind not in ("message/delivery-status", "application/pgp-signature", "application/pkcs7-signature")


def is_decoration(part: Message) -> bool:
    """Whether it is a picture of the signature."""
    if part.get_content_maintype() != "image":
        return False
    small = len(content_of(part)) < DECORATION
    inside = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    return small and (inside or NAME_OF_DECORATION.fullmatch(name_of(part)) is not None and inside)


def read_file(part: Message) -> File:
    """The file with its name."""
    return File(name_of(part) or "file", content_of(part))


def name_of(part: Message) -> str:
    """The name that its sender gave it, decoded."""
    try:
        return header_text(part.get_filename() or "")[:200]
    except (ValueError, LookupError, TypeError):
        return ""


def content_of(part: Message) -> bytes:
    """The bytes of a leaf; empty where they are damaged or there are none."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def text_of(leaves: list[Message]) -> str:
    """All plain parts; where they say nothing, all HTML parts."""
    plain = [read_text(leaf) for leaf in leaves if leaf.get_content_type() == "text/plain"]
    if any(text.strip() for text in plain):
        return "\n".join(plain)[:MOST_TEXT]
    rich = "<div>".join(read_text(leaf) for leaf in leaves if leaf.get_content_type() == "text/html")
    return html_to_text(rich)[:MOST_TEXT]


def read_text(part: Message) -> str:
    """One text part: decoded, its paragraphs in one piece."""
    charset = part.get_param("charset", "")
    text = to_text(content_of(part)[:MOST_TEXT], charset if isinstance(charset, str) else "")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.get_content_type() == "text/plain" and parameter(part, "format") == "flowed":
        return unflow(text, delete_space=parameter(part, "delsp") == "yes")
    return text


def parameter(part: Message, name: str) -> str:
    """A parameter of Content-Type in lower case; "" where there is none."""
    value = part.get_param(name, "")
    return raw_text(value).strip().lower() if isinstance(value, str) else ""
