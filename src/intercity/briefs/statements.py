"""One sentence of a brief with where it comes from. Without a source there is none: it cannot even be made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

HOLE: Final = re.compile(r"%\((\w+)\)s")


class UnsourcedError(ValueError):
    """A sentence without a source, or a source without a sentence."""


class Part(TextChoices):
    """The parts of a brief, in their order."""

    NUMBERS = "numbers", _("In numbers")
    WHERE = "where", _("Where")
    PRACTICES = "practices", _("What cities do")
    ACTIONS = "actions", _("What is being done together")
    FINDINGS = "findings", _("Issues and takeaways")
    QUESTIONS = "questions", _("Open questions")
    ROLLCALLS = "rollcalls", _("What all cities were asked")
    DOCUMENTS = "documents", _("Documents")
    TECHNOLOGIES = "technologies", _("Technologies")
    EVENTS = "events", _("What comes next")


@dataclass(frozen=True)
class Said:
    """A piece of a sentence, and its language where that is not the brief's: what is quoted stays as it was written."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Cite:
    """A post by its uid; of a roll call also whose answer (`cell`) and the page where it stands."""

    uid: str
    cell: str = ""
    path: str = ""


@dataclass(frozen=True)
class Dot:
    """An organisation on a map: where it lies, how many posts it has, and the uid of the newest of them."""

    name: str
    lon: float
    lat: float
    posts: int
    uid: str


@dataclass(frozen=True)
class Statement:
    """A sentence. Raises UnsourcedError for one without text or without a source.

    `key` names it for as long as its source stands: what a post says ends in its uid, what an organisation said in that
    post in the uids of both. `about` is shared by sentences that stay together, and `voice` says whose they are, so
    that not all are one city's. `cells` is the same as a row of a table, where it is one, and `dots` as a map; a dot
    stands for posts that are cited.
    """

    key: str
    part: Part
    pieces: Sequence[Said]
    cites: tuple[Cite, ...]
    weight: int = 0
    about: str = ""
    voice: str = ""
    cells: Sequence[str] = ()
    dots: Sequence[Dot] = ()

    def __post_init__(self) -> None:
        """Refuse what says nothing or rests on nothing."""
        if not self.cites or not self.text.strip():
            raise UnsourcedError(self.key)
        if not {dot.uid for dot in self.dots} <= {cite.uid for cite in self.cites}:
            raise UnsourcedError(self.key)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "".join(piece.text for piece in self.pieces)


Words = str | Said | Sequence[Said]


def say(frame: str, **parts: Words) -> tuple[Said, ...]:
    """The translated `frame` with its holes (`%(city)s`) filled; what is quoted keeps its language.

    Raises KeyError for a hole that nothing fills.
    """
    texts = HOLE.split(frame)
    found: list[Said] = []
    for place, text in enumerate(texts):
        found += pieces_of(parts[text]) if place % 2 else [Said(text)]
    return tuple(piece for piece in found if piece.text)


def pieces_of(words: Words) -> Sequence[Said]:
    """As pieces."""
    if isinstance(words, str):
        return [Said(words)]
    return [words] if isinstance(words, Said) else words


def joined(facts: Sequence[Words]) -> tuple[Said, ...]:
    """Several one behind the other, with the sign that the brief's language has between them."""
    between = HOLE.split(pgettext("two facts in a sentence", "%(one)s; %(other)s"))[2]
    found: list[Said] = []
    for place, fact in enumerate(facts):
        found += [*([Said(between)] if place else []), *pieces_of(fact)]
    return tuple(found)
