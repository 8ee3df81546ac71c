"""An exchange agreement is written, asked for and accepted, as the record tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intercity.organisations.models import Organisation, Role
from intercity.spaces.actions import add_organisation, do_create_space
from intercity.spaces.agreements import accept as accept_version
from intercity.spaces.agreements import change_agreement
from intercity.spaces.models import Space, Wording
from tests.personas import make_persona

if TYPE_CHECKING:
    from tests.test_public_world import City

NAME = "Agreed floods"


def agreeing() -> Space:
    return Space.objects.get(name=NAME)


def write(city: City) -> None:
    do_create_space(NAME)
    change_agreement(city.coordinator.viewer, agreeing(), Wording("To help", "Members", "Two years"))


def write_anew(city: City) -> None:
    change_agreement(city.coordinator.viewer, agreeing(), Wording("To help", "Members", "One year"))


def ask(city: City) -> None:
    make_persona("signs", city.officer.organisation, Role.LEAD)
    assert city.officer.organisation is not None
    assert not add_organisation(city.coordinator.viewer, agreeing(), city.officer.organisation)


def accept(city: City) -> None:
    """Which also brings it in, as everybody sees."""
    organisation = Organisation.objects.get(pk=city.officer.organisation.pk)  # type: ignore[union-attr]
    signs = make_persona("signs too", organisation, Role.LEAD)
    accept_version(signs.viewer, agreeing(), organisation, 2)


ACTS = [
    ("agreement.changed", write), ("agreement.changed", write_anew), ("agreement.asked", ask),
    ("agreement.accepted", accept),
]  # fmt: skip
MUST_SHOW = {write_anew, accept}
MUST_NOT_SHOW = {ask}
