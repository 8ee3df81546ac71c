"""The documents of the demo."""

from __future__ import annotations

import pytest

from intercity.demo.programme import Programme
from intercity.demo.programme_documents import load_documents
from intercity.kinds.document.models import Section
from intercity.spaces.models import Space
from tests.personas import make_organisation, make_persona

pytestmark = pytest.mark.django_db


def test_nothing_stands_twice_where_another_city_wrote_on(space: Space) -> None:
    names = ("City of Nice", "City of Torino", "City of Liege", "WHO Europe")
    organisations = [make_organisation(name) for name in names]
    people = {one.slug: make_persona(one.slug, one).person for one in organisations}
    load_documents(Programme(people, space, space))
    versions = {row.version for row in Section.objects.all()}
    assert max(versions) == 2
    for row in Section.objects.all():
        paragraphs = row.body.split("\n\n")
        assert len(set(paragraphs)) == len(paragraphs), row.title
