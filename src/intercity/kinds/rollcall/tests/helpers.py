"""Roll calls for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import Reply, do_answer
from intercity.kinds.rollcall.models import Answer, FieldType, How, RollCall
from intercity.kinds.rollcall.values.types import Amount, Choice, Value
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

# One yes-no-planned question and one number: the usual roll call of these tests.
USUAL: Sequence[Mapping[str, Any]] = (
    {"type": FieldType.STANDING, "label": "Are playgrounds closed?"},
    {"type": FieldType.NUMBER, "label": "How many?", "unit": "playgrounds"},
)


def make_rollcall(
    asker: Persona,
    space: Space,
    asked: Iterable[Organisation],
    *,
    fields: Sequence[Mapping[str, Any]] = USUAL,
    label: str = Label.GREEN,
    answers_label: str = "",
    hours: float = 24,
    **details: Any,
) -> RollCall:
    """A roll call among `asked`, which join the space; its deadline is in so many hours."""
    cities = list(asked)
    for city in cities:
        do_join(space, city)
    post = make_post(
        asker, space, kind="rollcall", title="Playgrounds today", label=label, fields=fields,
        organisations=[city.pk for city in cities], answers_label=answers_label or label,
        deadline=timezone.now() + timedelta(hours=hours), **details,
    )  # fmt: skip
    return fresh(post)


def fresh(post: Post) -> RollCall:
    """The roll call as it stands in the database, with its post."""
    return RollCall.objects.select_related("post__space", "post__organisation").get(pk=post.pk)


def reply(option: str = "yes", number: int | None = None, **more: Any) -> Reply:
    """An answer to the usual fields."""
    values: dict[str, Value] = {"f1": Choice(option)}
    if number is not None:
        values["f2"] = Amount(Decimal(number), "playgrounds")
    return Reply(values, **more)


def give(rollcall: RollCall, organisation: Organisation, said: Reply | None = None, how: How = How.PAGE) -> Answer:
    """Answer for `organisation`, whatever stands."""
    return do_answer(rollcall, organisation, said or reply(), None, how, seen=None)
