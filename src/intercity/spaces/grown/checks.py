"""Small readers of plain data that somebody else wrote: each gives the value, or refuses it with a sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def refuse(sentence: str, **names: object) -> ValidationError:
    """The error to be raised; what is named is cut and made readable, for it may be anything."""
    return ValidationError(sentence % {name: readable(value) for name, value in names.items()})


def readable(value: object) -> str:
    """The beginning of any value; halves of letters, which no page can hold, become question marks."""
    return str(value)[:80].encode("utf-8", "replace").decode()


def mapping(data: Any, where: str, keys: Collection[str]) -> Mapping[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(data, dict):
        raise refuse(_("“%(where)s” is not what it should be."), where=where)
    unknown = [key for key in data if key not in keys]
    if unknown:
        raise refuse(_("Nobody here knows “%(key)s” in “%(where)s”."), key=unknown[0], where=where)
    missing = [key for key in keys if key not in data]
    if missing:
        raise refuse(_("“%(key)s” is missing in “%(where)s”."), key=missing[0], where=where)
    return data


def text(data: Any, where: str, most: int, *, least: int = 0) -> str:
    """A text of this length, without control characters but line ends."""
    if not isinstance(data, str) or not least <= len(data.strip()) or len(data) > most:
        said = _("“%(where)s” must be a text of %(least)s to %(most)s characters.")
        raise refuse(said, where=where, least=least, most=most)
    if any(not (char.isprintable() or char in "\n\t") for char in data):
        raise refuse(_("“%(where)s” holds characters that cannot be read."), where=where)
    return data


def one_of(data: Any, where: str, choices: Collection[str]) -> str:
    """One of these words."""
    if not isinstance(data, str) or data not in choices:
        raise refuse(_("Nobody here knows “%(value)s” for “%(where)s”."), value=data, where=where)
    return data


def whole(data: Any, where: str, least: int, most: int) -> int:
    """A whole number."""
    if type(data) is not int or not least <= data <= most:
        said = _("“%(where)s” must be a whole number from %(least)s to %(most)s.")
        raise refuse(said, where=where, least=least, most=most)
    return data


def yes_no(data: Any, where: str) -> bool:
    """True or false."""
    if type(data) is not bool:
        raise refuse(_("“%(where)s” must be true or false."), where=where)
    return data


def rows(data: Any, where: str, most: int) -> list[Any]:
    """A list."""
    if not isinstance(data, list) or len(data) > most:
        raise refuse(_("“%(where)s” must be a list of at most %(most)s."), where=where, most=most)
    return data
