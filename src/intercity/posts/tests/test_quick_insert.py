"""Rows written past the ORM are the rows that the ORM would have written."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.core.quick import insert
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona


def test_an_inserted_row_is_the_one_that_save_writes(officer: Persona, space: Space) -> None:
    def made() -> Post:
        return Post(kind="update", space=space, organisation=officer.organisation, title="%s", published_at=now)

    now = timezone.now()
    quick, slow = made(), made()
    insert(quick)
    slow.save(force_insert=True)
    assert (quick._state.adding, quick._state.db) == (slow._state.adding, slow._state.db)
    first, second = Post.objects.get(pk=quick.pk), Post.objects.get(pk=slow.pk)
    assert first.uid == quick.uid
    assert model_to_dict(first, exclude=["id"]) == model_to_dict(second, exclude=["id"])


def test_what_is_not_plain_text_is_written_as_the_database_wants_it(db: None) -> None:
    row = Activity(verb="space.changed", at=timezone.now(), data={"names": ["Ñ", None]}, public=True)
    insert(row)
    found = Activity.objects.get(pk=row.pk)
    assert (found.at, found.data, found.public) == (row.at, row.data, True)


def test_the_same_uid_twice_is_refused(officer: Persona, space: Space) -> None:
    first = Post(kind="update", space=space, organisation=officer.organisation, published_at=timezone.now())
    insert(first)
    again = Post(
        uid=first.uid, kind="update", space=space, organisation=officer.organisation, published_at=timezone.now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(again)
    assert Post.objects.filter(uid=first.uid).count() == 1
