"""Whom a follow-up can ask: those who answered so, as the viewer sees it, without those asked often enough."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import Row, by_name
from intercity.kinds.rollcall.values.types import Asked, Choice, Several, Value
from intercity.matching.candidates import asked_enough, who_can_answer
from intercity.matching.subject import Subject

# Whoever gave any answer to a question without options.
ANY: Final = "*"
# One follow-up is a letter to each of them.
MOST: Final = 200


@dataclass(frozen=True)
class Offer:
    """An answer that can be followed up: its key ("f1:yes"), what it says, how many gave it."""

    key: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Reach:
    """Who is asked, and who is not though they answered so."""

    asked: Sequence[Row]
    enough: Sequence[Row]
    """Asked as often as the space allows in this week."""
    unable: Sequence[Row]
    """Nobody there can see or answer it now."""
    beyond: int
    """How many more than `MOST` there are."""


def offers(seen: Seen) -> list[tuple[Asked, list[Offer]]]:
    """Every question that is asked today, with the answers that somebody gave."""
    counts = count(seen.rows)
    found = [(asked, offers_of(asked, counts)) for asked in seen.sheet.open_fields]
    return [(asked, given) for asked, given in found if given]


def offers_of(asked: Asked, counts: Mapping[str, int]) -> list[Offer]:
    """The answers to one question that somebody gave."""
    if not asked.options:
        given = [Offer(f"{asked.name}:{ANY}", _("Gave an answer"), counts.get(f"{asked.name}:{ANY}", 0))]
    else:
        keys = [(f"{asked.name}:{option.id}", option.label) for option in asked.options]
        given = [Offer(key, label, counts.get(key, 0)) for key, label in keys]
    return [one for one in given if one.count]


def count(rows: Sequence[Row]) -> dict[str, int]:
    """How many gave each answer."""
    found: dict[str, int] = {}
    for row in rows:
        for key in keys_of(row):
            found[key] = found.get(key, 0) + 1
    return found


def keys_of(row: Row) -> list[str]:
    """The answers of one organisation, as keys."""
    return [f"{name}:{part}" for name, value in row.values.items() for part in parts_of(value)]


def parts_of(value: Value) -> Sequence[str]:
    """The options that were chosen."""
    match value:
        case Choice(option):
            return (option,)
        case Several(options):
            return options
        case _other:
            return (ANY,)


def who_said(seen: Seen, keys: Collection[str]) -> list[Row]:
    """Those who gave one of these answers, by name."""
    wanted = set(keys)
    return sorted((row for row in seen.rows if wanted.intersection(keys_of(row))), key=lambda row: by_name(row.city))


def reach(subject: Subject, rows: Sequence[Row]) -> Reach:
    """Whom of them a question can be sent to; whoever asks is left out silently."""
    rows = [row for row in rows if row.city.pk != subject.organisation.pk]
    keys = [row.city.pk for row in rows]
    able = set(who_can_answer(subject).filter(pk__in=keys).values_list("pk", flat=True))
    enough = asked_enough(subject.space) & able
    free = [row for row in rows if row.city.pk in able - enough]
    return Reach(
        free[:MOST], [row for row in rows if row.city.pk in enough],
        [row for row in rows if row.city.pk not in able], max(0, len(free) - MOST),
    )  # fmt: skip


def said_so(seen: Seen, keys: Collection[str]) -> list[tuple[str, list[str]]]:
    """The chosen answers in words: each question with its options; [] beside one without options."""
    wanted = set(keys)
    found = []
    for asked in seen.sheet.open_fields:
        labels = [str(option.label) for option in asked.options if f"{asked.name}:{option.id}" in wanted]
        if labels or f"{asked.name}:{ANY}" in wanted:
            found.append((asked.label, labels))
    return found
