"""Bytes to text, whatever the mail says they are."""

from __future__ import annotations

import codecs
import re
from email.header import decode_header
from email.message import Message

# Only these: some other codecs of Python take quadratic time, or run what they read.
SAFE = re.compile(r"(utf-8|utf-16|utf-32|ascii|iso8859|cp\d|koi8|mac|gb|big5|shift_jis|euc|iso2022)")
# Decoding takes time in the square of the length.
MOST_HEADER = 4000
HIGH_RUN = re.compile(rb"[\xc0-\xff]{3,}")
HIGH = re.compile(rb"[\x80-\xff]")
# The three commonest small letters of Bulgarian in cp1251 and of Greek in cp1253: neighbours, never the same.
CYRILLIC, GREEK = re.compile(rb"[\xe0\xee\xe8]"), re.compile(rb"[\xe1\xef\xe9]")


def to_text(content: bytes, claimed: str = "") -> str:
    """`content` as text: as claimed where that fits, else as it most probably is. Never raises.

    UTF-8 that is called something else is common, and nothing else looks like it.
    """
    name = codec_name(claimed)
    tried = [name] if name.startswith(("utf-16", "utf-32", "iso2022")) else ["utf-8", name]
    for codec in (*tried, guess(content)):
        try:
            return content.decode(codec)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def codec_name(claimed: str) -> str:
    """Python's name of a charset; "utf-8" for one that is unknown, or no charset of mail."""
    try:
        name = codecs.lookup(claimed.strip().strip("\"'") or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    # What calls itself Latin-1 is Windows' in fact; they differ only where Latin-1 has invisible characters.
    return {"iso8859-1": "cp1252", "ascii": "utf-8"}.get(name, name) if SAFE.match(name) else "utf-8"


def guess(content: bytes) -> str:
    """The likeliest code page of bytes that are not UTF-8: Cyrillic or Greek where whole words are high bytes."""
    sample = content[:20_000]
    in_runs = sum(len(run) for run in HIGH_RUN.findall(sample))
    if in_runs <= 0.6 * len(HIGH.findall(sample)):
        return "cp1252"
    return "cp1253" if len(GREEK.findall(sample)) > len(CYRILLIC.findall(sample)) else "cp1251"


def header(message: Message, name: str) -> str:
    """One header as text on one line; "" where there is none."""
    return header_text(message.get(name, ""))


def header_text(value: object) -> str:
    """A raw header value with its encoded words decoded. Never raises."""
    text = raw_text(str(value)[:MOST_HEADER])
    try:
        parts = decode_header(text)
    except Exception:
        # The library raises several sorts for damaged words; the words as they are tell enough.
        parts = [(text, None)]
    words = [part if isinstance(part, str) else to_text(part, name or "") for part, name in parts]
    return " ".join("".join(words).split())


def raw_text(text: str) -> str:
    """Header bytes that are no ASCII come as lone surrogates: as the UTF-8 (or whatever) that they are."""
    return to_text(text.encode("utf-8", "surrogateescape")) if not text.isascii() else text
