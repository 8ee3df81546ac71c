"""An answer as plain data: taken out of rows, in words, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from intercity.core.diff import Piece, word_changes
from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.models import FieldType, Given, RollCall
from intercity.kinds.rollcall.sheet import values_of
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import Asked, Choice, Value, asked_of

CHOSEN = (FieldType.STANDING, FieldType.ONE)


@dataclass(frozen=True)
class Said:
    """One line of an answer: to what, and the words."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Differing:
    """One line of two answers beside each other."""

    label: str
    before: str
    after: str
    pieces: Sequence[Piece]

    @property
    def differs(self) -> bool:
        """Whether they say something else here."""
        return self.before != self.after


def asked_in(rollcall: RollCall) -> tuple[Asked, ...]:
    """All that was ever asked there, in order."""
    return tuple(asked_of(one) for one in rollcall.fields.all())


def reply_of(given: Given, asked: Iterable[Asked]) -> Reply:
    """What a row says."""
    return Reply(values_of(given, asked), given.no_capacity, given.comment, given.source, given.contact)


def first_chosen(asked: Sequence[Asked]) -> Asked | None:
    """The first question that is answered by choosing one of its options; the buttons in mails are these."""
    return next((one for one in asked if one.type in CHOSEN and not one.archived), None)


def with_option(reply: Reply | None, asked: Sequence[Asked], option: str) -> Reply | None:
    """`reply` with that option chosen in the first question that has options; as it was for an unknown one."""
    first = first_chosen(asked)
    if first is None or option not in {one.id for one in first.options}:
        return reply
    chosen: Mapping[str, Value] = {first.name: Choice(option)}
    if reply is None:
        return Reply(chosen)
    return replace(reply, values={**reply.values, **chosen}, no_capacity=False)


def said_in(reply: Reply, asked: Iterable[Asked]) -> list[Said]:
    """Every line of an answer as people read it, in the active language; what was not answered is left out."""
    lines = [Said("", _("Answer"), _("We have no capacity to answer"))] if reply.no_capacity else []
    if not reply.no_capacity:
        lines = [
            Said(one.name, one.label, show_value(one, reply.values[one.name]))
            for one in asked
            if one.name in reply.values
        ]
    beside = (
        Said("comment", _("Comment"), reply.comment),
        Said("source", _("Source"), reply.source),
        Said("contact", _("Who to call"), reply.contact),
    )
    return [*lines, *(one for one in beside if one.text)]


def in_short(reply: Reply, asked: Iterable[Asked]) -> str:
    """The answers alone in one line, for a sentence."""
    values = replace(reply, comment="", source="", contact="")
    return " · ".join(one.text for one in said_in(values, asked))


def beside_each_other(before: Reply | None, after: Reply | None, asked: Sequence[Asked]) -> list[Differing]:
    """Two answers line by line, in the order of the questions. None says nothing."""
    old = {one.name: one for one in said_in(before, asked)} if before else {}
    new = {one.name: one for one in said_in(after, asked)} if after else {}
    order = ["", *(one.name for one in asked), "comment", "source", "contact"]
    return [differing(old.get(name), new.get(name)) for name in order if name in old or name in new]


def differing(old: Said | None, new: Said | None) -> Differing:
    """One line; one of the two may be missing."""
    before, after = old.text if old else "", new.text if new else ""
    label = new.label if new else old.label if old else ""
    return Differing(label, before, after, word_changes(before, after))
