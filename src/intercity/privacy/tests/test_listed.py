"""Every field that looks personal is in some room's list, and the list is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client

from intercity.core.personal import KEPT_WORDS, PURPOSES, Erase, all_personal
from intercity.organisations.models import Person

PERSONAL_NAME = re.compile(r"name|phone|e_?mail|contact|position")
TEXTS = (models.CharField, models.TextField)
ADDRESSES = (models.EmailField, models.GenericIPAddressField)

# What is called like something personal and is not: each with what it is.
EXCEPTIONS = {
    "adoption.Round.name": "which month was summed up",
    "kind_action.Indicator.name": "what is measured",
    "kind_rollcall.Field.name": "the column of a roll call",
    "notifications.Heartbeat.name": "a process",
    "organisations.Organisation.name": "an organisation",
    "organisations.Organisation.short_name": "an organisation",
    "pipeline.Cursor.name": "a process",
    "posts.SharingGroup.name": "a group; a person's name in it is replaced",
    "search.SavedView.name": "part of a row that is listed, and goes whole",
    "socialaccount.SocialApp.name": "a service for signing in",
    "spaces.OrganisationList.name": "a list of organisations",
    "spaces.Space.name": "a space",
    "spaces.SpaceTemplate.name": "a template; its words are refused where they name somebody",
}
# Names of the world, and of rights.
NOT_OURS = ("places", "auth", "contenttypes")


def suspicious() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in NOT_OURS:
            continue
        fields: list[Any] = [*model._meta.local_fields, *model._meta.local_many_to_many]
        for field in fields:
            named = isinstance(field, TEXTS) and PERSONAL_NAME.search(field.name)
            if named or isinstance(field, ADDRESSES) or field.related_model is Person:
                yield f"{model._meta.label}.{field.name}"


def test_no_personal_field_is_in_no_list() -> None:
    listed = {one.field for one in all_personal()}
    assert not {*suspicious()} - listed - {*EXCEPTIONS}
    assert not listed & {*EXCEPTIONS}
    assert len(listed) == len(all_personal())


def test_every_listed_field_exists_and_says_the_truth() -> None:
    for one in all_personal():
        assert one.column.name == one.name
        assert one.purpose in PURPOSES
        assert one.kept in KEPT_WORDS or settings.INTERCITY_RETENTION[one.kept]
        if one.column.many_to_one:
            # A row that cannot stand without its person goes; one that would go by itself is not said to stay.
            assert (one.erase is Erase.BLANK) <= one.column.null, one.field
            assert (one.column.remote_field.on_delete is models.CASCADE) <= (one.erase is Erase.DELETE), one.field


def test_the_page_says_it_to_everyone(db: None) -> None:
    page = Client().get("/privacy").content.decode()
    assert "Other addresses that you write from" in page
    assert "180 days" in page
    # On a phone the tables are folded, below what one can do about it.
    assert page.count("<details>") == page.count("</table>") == len(PURPOSES)
    assert page.index("Your rights") < page.index("<details>")
    assert settings.PRIVACY_CONTACT in page
    assert 'href="/privacy"' in Client().get("/about").content.decode()
