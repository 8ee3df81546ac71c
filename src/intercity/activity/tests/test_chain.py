"""The chain: whatever is done to the record past `record`, the first row that it concerns is named."""

from __future__ import annotations

import threading
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercity.activity import said
from intercity.activity.canonical import Entry, as_json, link_after, text_of
from intercity.activity.chain import Break, Why, walk
from intercity.activity.models import Activity, ActivityHead, Said
from intercity.activity.record import entry_of, record
from intercity.activity.tests.test_record import in_thread, somebody_waits_for_the_lock

pytestmark = pytest.mark.django_db

UIDS = ("person_uid", "organisation_uid", "space_uid", "post_uid", "root_uid")
VALUES = {"before": {"role": "reader"}, "after": {"role": "lead"}}


def write(count: int) -> list[Activity]:
    """So many acts that say all an act can say."""
    with transaction.atomic():
        return [
            record("membership.changed", **dict.fromkeys(UIDS, f"u{n}"), data={"n": n, "é": [1.0, 2.5e3]}, said=VALUES)
            for n in range(count)
        ]


def first_break() -> tuple[Why, int] | None:
    """What a walk says."""
    found = walk().broken
    return (found.why, found.id) if found else None


def test_an_untouched_record_is_whole() -> None:
    assert (walk().rows, walk().broken) == (0, None)
    rows = write(5)
    assert walk().broken is None
    assert (
        tuple(walk().last) == (rows[-1].pk, rows[-1].link) == ActivityHead.objects.values_list("last_id", "link").get()
    )


def test_the_text_is_the_documented_one() -> None:
    """Links that are kept elsewhere must be computable by others, for ever."""
    [row] = write(1)
    entry = entry_of(row)
    at = f"{row.at:%Y-%m-%dT%H:%M:%S.%f}+00:00"
    assert text_of(entry) == (
        f'{{"at":"{at}","data":{{"n":0,"\\u00e9":[1,2500]}},"id":{row.pk},"organisation_uid":"u0","person_uid":"u0",'
        f'"post_uid":"u0","public":false,"root_uid":"u0","said":"{row.said}","space_uid":"u0","verb":"membership.changed"}}'
    )
    assert row.link == link_after("", entry)


CHANGES: dict[str, Any] = {
    **dict.fromkeys(UIDS, "u3"),
    "verb": "membership.changee",
    "public": True,
    "data": {"n": 2, "é": [1, 2501]},
    "said": "0" * 64,
    "link": "0" * 64,
}


def test_each_column_is_tried() -> None:
    assert {*CHANGES, "id", "at"} == {field.name for field in Activity._meta.concrete_fields}


@pytest.mark.parametrize("column", [*CHANGES, "at", "id"])
@pytest.mark.parametrize("number", [0, 2, 4])
def test_one_changed_value_is_found_and_named(column: str, number: int) -> None:
    rows = write(5)
    row = rows[number]
    changes = {**CHANGES, "at": row.at + timedelta(microseconds=1), "id": row.pk + 1000}
    Activity.objects.filter(pk=row.pk).update(**{column: changes[column]})
    broken = walk().broken
    assert broken is not None
    if column == "id" and number < 4:
        # Rows stand in the order of their ids: the one after it comes too early.
        assert (broken.why, broken.id) == (Why.MISSING, rows[number + 1].pk)
    else:
        assert broken.id == changes["id"] if column == "id" else row.pk
    assert broken.after == (rows[number - 1].pk if number else 0)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL refuses such bytes by itself")
@pytest.mark.parametrize("column", ["verb", "at", "data", "public"])
def test_a_byte_that_nobody_can_read_is_named_too(column: str) -> None:
    rows = write(3)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE activity_activity SET {column} = CAST(x'80ff' AS TEXT) WHERE id = %s", [rows[1].pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert first_break() == (Why.CHANGED, rows[1].pk)


def test_a_removed_row_is_missing() -> None:
    rows = write(5)
    Activity.objects.filter(pk=rows[2].pk).delete()
    assert walk().broken == Break(Why.MISSING, rows[3].pk, rows[1].pk)


def test_a_removed_first_row_is_missing() -> None:
    rows = write(3)
    Activity.objects.filter(pk=rows[0].pk).delete()
    assert first_break() == (Why.MISSING, rows[1].pk)


def test_a_cut_end_is_noticed_also_after_more_acts() -> None:
    rows = write(5)
    Activity.objects.filter(pk__gte=rows[3].pk).delete()
    assert walk().broken == Break(Why.CUT, rows[4].pk, rows[2].pk)
    [more] = write(1)
    assert first_break() == (Why.MISSING, more.pk)


def test_a_lost_head_is_noticed_also_after_more_acts() -> None:
    write(2)
    ActivityHead.objects.all().delete()
    assert walk().broken is not None
    [more] = write(1)
    assert first_break() == (Why.CHANGED, more.pk)


def test_a_row_of_another_program_is_found() -> None:
    [row] = write(1)
    entry = Entry(row.pk + 1, row.at, "post.published", "", "", "", "", "", False, {}, "")
    Activity.objects.create(pk=entry.id, at=row.at, verb=entry.verb, link=link_after(row.link, entry))
    assert first_break() == (Why.ADDED, entry.id)


def test_swapped_rows_are_found() -> None:
    rows = write(4)
    for there, here in ((1, 2), (2, 1)):
        values = {field.name: getattr(rows[here], field.name) for field in Activity._meta.concrete_fields}
        Activity.objects.filter(pk=rows[there].pk).update(**{**values, "id": rows[there].pk})
    assert first_break() == (Why.CHANGED, rows[1].pk)


def test_a_record_that_was_written_anew_does_not_fit_its_head() -> None:
    rows = write(3)
    Activity.objects.filter(pk=rows[0].pk).update(verb="space.created")
    head = ActivityHead.objects.values().get()
    link_rows()
    ActivityHead.objects.update(link=head["link"])
    assert first_break() == (Why.REWRITTEN, rows[2].pk)


def link_rows() -> None:
    """Make the chain anew, as the migration makes it for a record that has none."""
    ActivityHead.objects.all().delete()
    Activity.objects.update(link="")
    import_module("intercity.activity.migrations.0002_chain").link_rows(apps, None)


def test_rows_from_before_the_chain_are_linked() -> None:
    rows = write(4)
    link_rows()
    assert tuple(walk().last) == (rows[-1].pk, rows[-1].link)
    write(1)
    assert walk().broken is None


def test_erased_values_break_nothing() -> None:
    rows = write(3)
    assert said.get(rows[1].said) == VALUES
    assert rows[0].said != rows[1].said
    assert said.erase([rows[1].said]) == 1
    assert said.get(rows[1].said) is None
    assert walk().broken is None
    assert Said.objects.count() == 2


def test_a_changed_value_is_found() -> None:
    rows = write(3)
    Said.objects.filter(key=rows[1].said).update(value={**VALUES, "before": {"role": "officer"}})
    assert first_break() == (Why.VALUE, rows[1].pk)


def test_a_rolled_back_act_leaves_the_record_whole() -> None:
    write(1)
    try:
        with transaction.atomic():
            record("space.created", said=VALUES)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    write(1)
    assert (walk().rows, walk().broken, Said.objects.count()) == (2, None, 2)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abé😀", max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(JSON, min_size=2, max_size=5), st.data())
def test_any_words_come_back_from_the_database_with_the_same_link(words: list[Any], data: st.DataObject) -> None:
    with transaction.atomic():
        try:
            rows = [record("space.changed", data={"words": word}, said={"before": word}) for word in words]
            # The rows of earlier examples are gone with their transaction.
            assert walk().broken is None
            touched = data.draw(st.sampled_from(rows))
            other = data.draw(JSON)
            Activity.objects.filter(pk=touched.pk).update(data={"words": other})
            same = as_json(other) == as_json(touched.data["words"])
            broken = walk().broken
            assert (broken and broken.id) == (None if same else touched.pk)
        finally:
            transaction.set_rollback(True)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [0, 1])
def test_two_transactions_at_once_make_one_chain(before: int) -> None:
    """Also the first two acts of all, when there is no head yet."""
    write(before)
    recorded, released = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            record("post.published")
            recorded.set()
            assert released.wait(30)

    def second() -> None:
        with transaction.atomic():
            record("post.published")

    one = in_thread(first)
    assert recorded.wait(30)
    two = in_thread(second)
    while two.is_alive() and not somebody_waits_for_the_lock():
        pass
    released.set()
    one.join(30)
    two.join(30)
    assert (walk().rows, walk().broken, ActivityHead.objects.count()) == (before + 2, None, 1)
