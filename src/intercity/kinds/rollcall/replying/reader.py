"""What a mailed reply says to the fields of a roll call. What is not understood is the comment, as it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils import timezone

from intercity.core.text import fold
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.replying.collecting import Gathered, gather
from intercity.kinds.rollcall.replying.finding import Setting
from intercity.kinds.rollcall.replying.hints import NO_CAPACITY, NO_CAPACITY_ALONE, UNABLE, is_uncertain, matcher
from intercity.kinds.rollcall.replying.sentences import Piece, own_lines, pieces_of, sentences_of
from intercity.kinds.rollcall.replying.tongue import language_of
from intercity.kinds.rollcall.values.reading import LONGEST_TEXT, read_value
from intercity.kinds.rollcall.values.types import Asked, Value

# Longer letters are for people to read.
LONGEST_READ: Final = 4000
LONGEST_ANSWER: Final = 60
LINK: Final = re.compile(r"https?://[^\s<>\"'()]{4,480}[^\s<>\"'().,;:!?]")


@dataclass(frozen=True)
class Understood:
    """What a reply says. `words` are those that each value was read from; `comment` is what was not understood."""

    values: Mapping[str, Value] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    no_capacity: bool = False
    source: str = ""
    doubts: tuple[str, ...] = ()
    """Questions back, in the active language, about what was read and not taken."""


def understand(
    text: str, fields: Sequence[Asked], language: str = "", *, today: date | None = None, ours: Sequence[str] = ()
) -> Understood:
    """Read a reply to `fields` (those asked today, in their order). Never raises, never guesses.

    `language` is the writer's own; `ours` are the names of their city, which may stand beside a number.
    """
    lines = own_lines(text)
    kept = "\n".join(lines).strip()
    if not kept or len(kept) > LONGEST_READ:
        return Understood(comment=kept or text.strip())
    names = frozenset(word for name in ours for word in fold(name).split())
    setting = Setting(language_of(kept, language), today or timezone.localdate(), names)
    pieces = pieces_of(lines, fields)
    found = (
        sequence(pieces, fields, setting)
        or only_text(kept, pieces, fields)
        or only_answer(kept, pieces, fields, setting)
        or gather(pieces, fields, setting)
    )  # fmt: skip
    if not found.values and is_without_capacity(kept):
        return Understood(comment="" if is_capacity_only(kept) else kept, no_capacity=True)
    links = LINK.findall(kept)
    source = links[0] if len(set(links)) == 1 else ""
    return Understood(found.values, found.words, found.comment, False, source, tuple(found.doubts))


def is_without_capacity(text: str) -> bool:
    """Whether the city says that it cannot answer."""
    return is_capacity_only(text) or says_so(fold(text))


def says_so(folded: str) -> bool:
    """Whether a folded text has words that say it."""
    return matcher(NO_CAPACITY).search(folded) is not None or UNABLE.search(folded) is not None


def is_capacity_only(text: str) -> bool:
    """Whether it says nothing else."""
    bare = fold(
        re.sub(r"^(?:sorry|leider|désolés?|purtroppo|lo sentimos|за съжаление)\W+", "", text, flags=re.IGNORECASE)
    )
    sentences = sentences_of(text)
    return bare in NO_CAPACITY_ALONE or (len(sentences) == 1 and len(bare.split()) < 14 and says_so(bare))


def sequence(pieces: Sequence[Piece], fields: Sequence[Asked], setting: Setting) -> Gathered | None:
    """Values where the reply is nothing but one answer for each field, in their order: by line, comma or point."""
    if len(fields) < 2 or any(piece.field for piece in pieces):
        return None
    whole = "\n".join(piece.text for piece in pieces)
    for parts in (
        whole.split("\n"),
        re.split(r"[;/]\s|\n", whole),
        re.split(r"(?<!\d),\s|,\s(?=\D)|\n", whole),
        sentences_of(whole),
    ):
        said = [part.strip(" .;,") for part in parts if part.strip(" .;,")]
        if len(said) != len(fields):
            continue
        read = [
            read_value(one, part, setting.language, today=setting.today) for one, part in zip(fields, said, strict=True)
        ]
        if all(one.is_clear and len(part) < 60 for one, part in zip(read, said, strict=True)) and not has_text(fields):
            values = {one.name: each.value for one, each in zip(fields, read, strict=True) if each.value is not None}
            return Gathered(values, {one.name: part for one, part in zip(fields, said, strict=True)})
    return None


def has_text(fields: Sequence[Asked]) -> bool:
    """Whether anything at all would be an answer to one of them."""
    return any(one.type is FieldType.TEXT for one in fields)


def only_text(kept: str, pieces: Sequence[Piece], fields: Sequence[Asked]) -> Gathered | None:
    """The whole reply as the answer to a roll call that asks for nothing but a text."""
    alone = len(fields) == 1 and has_text(fields) and len(kept) <= LONGEST_TEXT
    if not alone or any(piece.field for piece in pieces) or is_without_capacity(kept):
        return None
    read = read_value(fields[0], kept)
    return Gathered({fields[0].name: read.value}, {fields[0].name: kept}) if read.value is not None else None


def only_answer(kept: str, pieces: Sequence[Piece], fields: Sequence[Asked], setting: Setting) -> Gathered | None:
    """The whole reply as the answer to the only field, where it is nothing else."""
    if len(fields) != 1 or len(kept) > LONGEST_ANSWER or is_uncertain(kept) or any(piece.field for piece in pieces):
        return None
    bare = kept.strip(" .,;!")
    read = read_value(fields[0], bare, setting.language, today=setting.today)
    return Gathered({fields[0].name: read.value}, {fields[0].name: bare}) if read.value and not read.doubt else None
