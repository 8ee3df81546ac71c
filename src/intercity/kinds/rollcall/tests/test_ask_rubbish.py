"""Whatever is sent to the page of asking, it answers with a page, and asks only what is sound."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intercity.kinds.rollcall.forms.fields import MOST_FIELDS, named, rearranged, typed_from
from intercity.kinds.rollcall.models import Field, FieldType, RollCall
from intercity.kinds.rollcall.scope import Who, describe, reach
from intercity.kinds.rollcall.tests.test_ask_page import typed
from intercity.spaces.actions import do_join
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation

pytestmark = pytest.mark.django_db

NAMES = [
    "title", "body", "label", "answers_label", "when", "deadline", "who", "level", "country", "country_level", "size",
    "other", "saved", "names", "repeat", "topics", "contact", "language", "uid", "fields", "do", "counted", "list_name",
    *(f"field-{n}-{name}" for n in (0, 1, 6) for name in ("type", "label", "options", "unit", "currency")),
]  # fmt: skip
SENSIBLE = st.sampled_from([
    "", "1", "2", "7", "-1", "999999999999", "add", "up-1", "remove-0", "remove-99", "up-²", "preview", "send",
    "save-list", "moment", "today", "2031-02-30T25:00", "2026-10-25T02:30", "one", "money", "EUR", "a\nb", "a\na",
    "list", "names", "Nice", "xl", "FR", "clear", "red", "\x00", "²", "éé\r\n", "on", "space",
])  # fmt: skip
TEXTS = st.one_of(SENSIBLE, st.text(max_size=40))


@pytest.fixture
def asked(space: Space) -> Space:
    """A space with a city."""
    do_join(space, make_organisation("City of Nice", short_name="Nice"))
    Space.objects.update(ask_alls_per_week=50)
    return space


@pytest.fixture
def browser(coordinator: Persona) -> Client:
    return coordinator.client


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=8))
def test_every_form_is_answered_and_what_is_asked_is_sound(browser: Client, asked: Space, said: dict[str, str]) -> None:
    before = RollCall.objects.count()
    answer = browser.post(f"/spaces/{asked.slug}/ask-all", typed(**said))
    assert answer.status_code in (200, 302, 422)
    assert RollCall.objects.count() - before in (0, 1)
    for rollcall in RollCall.objects.select_related("post"):
        fields = list(rollcall.fields.all())
        assert 1 <= len(fields) <= MOST_FIELDS
        assert len({one.label.casefold() for one in fields}) == len(fields)
        assert rollcall.deadline > rollcall.post.published_at
        assert rollcall.asked == rollcall.invited.count() > 0
        assert all(is_sound(one) for one in fields)
    RollCall.objects.all().delete()


def is_sound(field: Field) -> bool:
    """Whether a field can be answered."""
    labels = [one["label"].casefold() for one in field.options]
    chosen = field.type in (FieldType.ONE, FieldType.SEVERAL)
    return bool(field.label.strip()) and (len(set(labels)) == len(labels) >= 2 if chosen else not labels)


ROW = st.fixed_dictionaries({name: st.text(max_size=9) for name in ("type", "label", "options", "unit", "currency")})


@given(rows=st.lists(ROW, min_size=1, max_size=MOST_FIELDS), do=st.text(max_size=12))
def test_moving_fields_loses_nothing(rows: list[dict[str, str]], do: str) -> None:
    assert typed_from(named(rows)) == rows
    for said in (do, "add", "up-1", "up-5", "remove-0", "remove-5"):
        after = rearranged(rows, said)
        kept = [row for row in after or rows if row]
        assert len(rows) - len(kept) in ((0, 1) if said.startswith("remove") else (0,))
        assert all(row in rows for row in kept)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=4)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(who=Who.COUNTRY, said={"country": ""})
@example(who="nonsense", said={})
@given(
    who=st.sampled_from(Who.values) | st.text(max_size=5),
    said=st.dictionaries(st.sampled_from(["level", "country", "size", "space", "list", "organisations"]), JSON),
)
def test_a_damaged_choice_means_nobody_and_is_still_described(asked: Space, who: str, said: dict[str, object]) -> None:
    scope = {"who": who, **said}
    if isinstance(said.get("organisations"), list):
        scope["organisations"] = ["nothing"]
    assert len(reach(scope, asked, "green").keys) <= 1
    assert describe(scope)
    if who not in Who.values or said.get("country") == "" and who == Who.COUNTRY:
        assert not reach(scope, asked, "green").keys
        assert describe(scope).startswith("nobody")
