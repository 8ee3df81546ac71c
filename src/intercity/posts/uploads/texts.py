"""Plain text is written anew as UTF-8, so that browsers, search and whoever looks for a name read the same."""

from __future__ import annotations

import codecs
import re
import string

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from intercity.posts.uploads.types import REFUSED, BadFileError, Readable

# A thousand pages and more; it is read whole.
MOST = 5 * 1024 * 1024
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Texts have lines and tabs; what has other control characters is something else.
CONTROL = re.compile(r"[^\t\n\f\r\x20-\x7e\x80-\U0010ffff]")
MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)


def is_called_text(name: str) -> bool:
    """Whether it says of itself that it is plain text: nothing in its content could."""
    return name.lower().endswith(".txt")


def utf8(file: Readable) -> bytes:
    """The text of a file as UTF-8 without a mark before it; BadFileError for what is no text, a page, or too long."""
    file.seek(0)
    raw = file.read(MOST + 1)
    if len(raw) > MOST:
        said = _("This file is too large. A file may have up to %(most)s.") % {"most": filesizeformat(MOST)}
        raise BadFileError(said)
    text = decoded(raw)
    if CONTROL.search(text) or MARKUP.match(text) or not text.strip():
        raise BadFileError(REFUSED)
    return text.encode("utf-8")


def decoded(raw: bytes) -> str:
    """By its mark; else as UTF-8; else as what older programs write. BadFileError for none of them."""
    try:
        for mark, name in MARKS:
            if raw.startswith(mark):
                return raw.removeprefix(mark).decode(name)
        return raw.decode("utf-8") if is_utf8(raw) else raw.decode(older(raw))
    except UnicodeDecodeError as error:
        raise BadFileError(REFUSED) from error


def is_utf8(raw: bytes) -> bool:
    """Whether it can be read so; other texts can by a very rare chance."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def older(raw: bytes) -> str:
    """An encoding of one byte for each letter: in Latin ones most letters are plain, in Cyrillic ones few are."""
    beyond = len(raw) - len(raw.translate(None, bytes(range(0xC0, 0x100))))
    plain = sum(raw.count(letter) for letter in string.ascii_letters.encode())
    # Latin 1 and 5, with the quotes and the euro that programs write where these have nothing.
    return "cp1251" if beyond > plain else "cp1252"
