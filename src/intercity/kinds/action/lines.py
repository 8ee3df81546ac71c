"""Milestones, partners and indicators as people type them: one on each line, its parts between upright strokes.

    2027-03-01 | Framework agreed | Nice
    Nice | tests the framework
    Cities that use it | cities | 0 | 25

Reading is strict: what is not understood is said with the number of its line, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.kinds.action.names import Names, UnknownNameError

MOST_LINES: Final = 60
LONGEST: Final = 200
YEARS: Final = (1990, 2100)
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER: Final = re.compile(r"-?\d{1,12}(?:[.,]\d{1,4})?")
THOUSANDS: Final = re.compile(r"-?[1-9]\d{0,2}(?:[.,]\d{3})+")
T = TypeVar("T")


@dataclass(frozen=True)
class MilestoneLine:
    """What has to be there when; `owner` is the key of an organisation, None for the lead."""

    due_on: date
    title: str
    owner: int | None = None


@dataclass(frozen=True)
class PartnerLine:
    """Who takes part, and as what."""

    organisation: int
    role: str = ""


@dataclass(frozen=True)
class IndicatorLine:
    """What is counted, in which unit, where it stood before and where it should be."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None


class LineError(Exception):
    """Why a line cannot be taken, in a sentence."""


def read_milestones(text: str, names: Names) -> list[MilestoneLine]:
    """The milestones of `text`; ValidationError with a sentence for each line that is none."""

    def read(parts: Sequence[str]) -> MilestoneLine:
        due, title, owner = fitted(parts, 2, 3, _("2027-03-01 | What is done by then | Organisation"))
        return MilestoneLine(read_day(due), named(title), names.key(owner) if owner else None)

    return read_lines(text, read, lambda one: fold(one.title))


def read_partners(text: str, names: Names) -> list[PartnerLine]:
    """The partners of `text`; ValidationError as above."""

    def read(parts: Sequence[str]) -> PartnerLine:
        organisation, role = fitted(parts, 1, 2, _("Organisation | What it does"))
        return PartnerLine(names.key(organisation), short(role))

    return read_lines(text, read, lambda one: one.organisation)


def read_indicators(text: str) -> list[IndicatorLine]:
    """The indicators of `text`; ValidationError as above."""

    def read(parts: Sequence[str]) -> IndicatorLine:
        name, unit, before, target = fitted(parts, 1, 4, _("What is counted | unit | before | target"))
        if len(unit) > 40:
            raise LineError(_("The unit is too long."))
        return IndicatorLine(named(name), unit, read_number(before), read_number(target))

    return read_lines(text, read, lambda one: fold(one.name))


def read_lines(text: str, read: Callable[[Sequence[str]], T], key: Callable[[T], object]) -> list[T]:
    """What `read` makes of each line that says something; none may say the same (`key`) as one before."""
    found: list[T] = []
    seen: dict[object, int] = {}
    wrong: list[str] = []
    for number, parts in numbered(text):
        try:
            one = read(parts)
            if key(one) in seen:
                raise LineError(_("This says the same as line %(number)s.") % {"number": seen[key(one)]})
        except (LineError, UnknownNameError) as error:
            wrong.append(_("Line %(number)s: %(problem)s") % {"number": number, "problem": error})
            continue
        seen[key(one)] = number
        found.append(one)
    if len(found) > MOST_LINES:
        wrong.append(_("There are more than %(most)s lines.") % {"most": MOST_LINES})
    if wrong:
        raise ValidationError(wrong[:12])
    return found


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with their numbers as an editor shows them, taken apart at the strokes."""
    for number, line in enumerate(re.split(r"\r\n?|\n", text.replace("\x00", "")), 1):
        if line.strip():
            yield number, [" ".join(part.split()) for part in line.split("|")]


def fitted(parts: Sequence[str], least: int, most: int, example: str) -> list[str]:
    """The parts, the missing ones as ""; LineError where there are too few or too many."""
    if not least <= len(parts) <= most:
        raise LineError(_("Write it like this: %(example)s") % {"example": example})
    return [*parts, *[""] * (most - len(parts))]


def read_day(text: str) -> date:
    """A day of the calendar as year-month-day."""
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not YEARS[0] <= found.year <= YEARS[1]:
        raise LineError(_("“%(text)s” is no day. Write year-month-day, for example 2027-03-01.") % {"text": cut(text)})
    return found


def read_number(text: str) -> Decimal | None:
    """A number with a point or a comma before decimals; None for nothing. Blanks may part thousands, nothing else."""
    plain = "".join(text.split())
    if not plain:
        return None
    if THOUSANDS.fullmatch(plain):
        raise LineError(_("“%(text)s” can be read in two ways. Write 1200 or 1.2.") % {"text": cut(text)})
    if not NUMBER.fullmatch(plain):
        raise LineError(_("“%(text)s” is no number.") % {"text": cut(text)})
    return Decimal(plain.replace(",", "."))


def named(text: str) -> str:
    """A text that is there, and short enough."""
    if not text:
        raise LineError(_("The name is missing."))
    return short(text)


def short(text: str) -> str:
    """A text that is short enough."""
    if len(text) > LONGEST:
        raise LineError(_("This is longer than %(most)s signs.") % {"most": LONGEST})
    return text


def cut(text: str) -> str:
    """So much of what was typed as a sentence can hold."""
    return text if len(text) <= 40 else text[:39] + "…"


def plain_number(value: Decimal | None) -> str:
    """A number as it is typed: without needless zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def line(*parts: str) -> str:
    """Parts as one line; empty ones at its end are left out."""
    kept = list(parts)
    while kept and not kept[-1]:
        kept.pop()
    return " | ".join(kept)
