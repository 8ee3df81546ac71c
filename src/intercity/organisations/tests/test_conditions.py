"""A condition that is written out once answers as the one that Django writes out each time, wherever it stands."""

from __future__ import annotations

import pytest
from django.db.models import Exists, OuterRef, Q

from intercity.core.conditions import Condition, write_out
from intercity.organisations.models import Membership, Organisation
from tests.personas import Persona, make_organisation

FRENCH = Q(country="FR") | Q(pk__in=Organisation.objects.filter(short_name="Torino").values("pk"), country="IT")


@pytest.fixture
def cities(nice: Organisation, torino: Organisation) -> set[Organisation]:
    """Those that the condition leaves, of three."""
    make_organisation("City of Genova", short_name="Genova", country="IT")
    return {nice, torino}


def written() -> Condition:
    return Condition(*write_out(Organisation, FRENCH))


def test_it_filters_the_table_a_question_begins_with(cities: set[Organisation]) -> None:
    assert set(Organisation.objects.filter(written())) == cities
    assert set(Organisation.objects.filter(Q(written()), country="FR")) == set(
        Organisation.objects.filter(country="FR")
    )
    assert set(Organisation.objects.filter(~Q(written())).values_list("short_name", flat=True)) == {"Genova"}


def test_it_stands_within_other_questions_over_the_same_table(cities: set[Organisation]) -> None:
    within = Organisation.objects.filter(written())
    assert set(Organisation.objects.filter(pk__in=within.filter(pk__in=within.values("pk")).values("pk"))) == cities
    same = within.filter(pk=OuterRef("pk"))
    assert set(Organisation.objects.filter(Exists(same))) == cities
    assert set(Organisation.objects.filter(country="FR") | within) == cities


def test_it_says_what_is_changed_and_removed(cities: set[Organisation]) -> None:
    assert Organisation.objects.filter(written()).update(short_name="Changed") == 2
    # It asks each time: Torino is called otherwise now.
    assert Organisation.objects.filter(written()).delete()[0] == 1


def test_it_follows_a_relation_only_in_brackets(officer: Persona) -> None:
    with pytest.raises(ValueError, match="organisation__country"):
        write_out(Membership, Q(organisation__country="FR"))
    inside = Q(organisation__in=Organisation.objects.filter(country="FR"))
    assert Membership.objects.filter(Condition(*write_out(Membership, inside))).get().person == officer.person
