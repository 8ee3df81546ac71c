"""Which characters the bytes of a table mean, whatever its name claims."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from intercity.core.tables.errors import ReadError

# Undefined in cp1252; every other byte of a damaged cell gets the character it had in cp1252.
_HOLES = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
_HIGH_RUN = re.compile(rb"[\xc0-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
MIXED_HANDLER = "intercity-utf8-or-cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode only the bytes that are not UTF-8 as cp1252, so undamaged cells stay as they are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join("\ufffd" if b in _HOLES else bytes((b,)).decode("cp1252") for b in bad), error.end


codecs.register_error(MIXED_HANDLER, _as_cp1252)


def detect_encoding(sample: bytes) -> tuple[str, str]:
    """Return (encoding, error handler) for a table that begins with `sample`.

    UTF-8 and UTF-16 are recognised, with and without a byte order mark. What is not UTF-8 is read as
    Cyrillic cp1251 where it looks like Cyrillic words, byte by byte as cp1252 otherwise (the two
    commonest code pages of European spreadsheets). Raises ReadError for binary data.
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "replace"
    zeros = (sample[0:2000:2].count(0), sample[1:2000:2].count(0))
    if zeros[0] or zeros[1]:
        return _utf16_without_mark(zeros, sample[:2000]), "replace"
    if _is_cyrillic(sample):
        return "cp1251", "replace"
    return "utf-8-sig", MIXED_HANDLER


def _utf16_without_mark(zeros: tuple[int, int], sample: bytes) -> str:
    name = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(name, "replace")
    strange = sum(1 for character in text if not character.isprintable() and character not in "\r\n\t")
    if strange * 20 > len(text) or not any(character in ",;\t|" for character in text):
        raise binary_error()
    return name


def binary_error(row: int | None = None) -> ReadError:
    """Return the error for a file that is no text."""
    return ReadError(_("This is not a text table. Save it as CSV or .xlsx."), row)


def _is_cyrillic(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        in_runs = sum(len(run) for run in _HIGH_RUN.findall(sample))
        return in_runs > 0.6 * len(_HIGH.findall(sample))
    return False
