"""What an organisation answered before to the same question, so that it need not be worked out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from intercity.core.text import fold
from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.models import Answer, AnswerState, FieldType, RollCall
from intercity.kinds.rollcall.reply import asked_in, in_short, reply_of
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Several, Value, Words
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post

# So many of its newest answers are looked through.
MOST_LOOKED_AT = 30


@dataclass(frozen=True)
class Earlier:
    """An answer to an earlier roll call, as far as it answers this one."""

    post: Post
    at: datetime
    reply: Reply
    text: str

    @property
    def day(self) -> date:
        """On which day."""
        return timezone.localdate(self.at)


def earlier_answer(
    viewer: Viewer, rollcall: RollCall, organisation: Organisation, asked: Sequence[Asked], uid: str = ""
) -> Earlier | None:
    """The newest answer of `organisation` that says something to what is asked now, from a roll call that the viewer
    sees: of the same series, or with a question in the same words. `uid` asks for the one to that post.
    """
    rows = Answer.objects.filter(organisation=organisation, state=AnswerState.OFFICIAL, no_capacity=False)
    rows = rows.exclude(rollcall=rollcall).filter(rollcall__post__in=Post.objects.visible_to(viewer))
    rows = rows.filter(rollcall__post__uid=uid) if uid else rows
    rows = rows.select_related("rollcall__post").prefetch_related("rollcall__fields").order_by("-at", "-pk")
    for row in rows[:MOST_LOOKED_AT]:
        values = dict(carried_over(row, rollcall, asked))
        if values:
            then = reply_of(row, asked_in(row.rollcall))
            reply = Reply(values, False, then.comment, then.source, then.contact)
            return Earlier(row.rollcall.post, row.at, reply, in_short(reply, asked))
    return None


def carried_over(row: Answer, rollcall: RollCall, asked: Sequence[Asked]) -> Iterator[tuple[str, Value]]:
    """The values of `row` that answer what is asked now, by the names of now."""
    before = asked_in(row.rollcall)
    values = reply_of(row, before).values
    series = {rollcall.pk, rollcall.first_id} & {row.rollcall_id, row.rollcall.first_id}
    for now in asked:
        then = next((one for one in before if is_same(one, now, same_series=bool(series - {None}))), None)
        value = values.get(then.name) if then is not None else None
        if now.archived or then is None or value is None:
            continue
        said = carried(now, then, value)
        if said is not None:
            yield now.name, said


def is_same(then: Asked, now: Asked, *, same_series: bool) -> bool:
    """Whether both ask the same: in the same words, or at the same place of one series."""
    if then.type is not now.type:
        return False
    return fold(then.label) == fold(now.label) or (same_series and then.name == now.name)


def carried(now: Asked, then: Asked, value: Value) -> Value | None:
    """A value in the options and units of now; None where they do not have it."""
    ids = {fold(str(option.label)): option.id for option in now.options}
    match value:
        case Choice(option):
            found = ids.get(fold(then.option_label(option)))
            return Choice(found) if found else None
        case Several(options):
            kept = {ids.get(fold(then.option_label(option))) for option in options}
            chosen = tuple(option.id for option in now.options if option.id in kept)
            return Several(chosen) if chosen else None
        case Amount(unit=unit) if now.type is FieldType.NUMBER:
            return replace(value, unit=now.unit) if fold(unit) == fold(now.unit) else None
        case Words(""):
            return None
        case _:
            return value
