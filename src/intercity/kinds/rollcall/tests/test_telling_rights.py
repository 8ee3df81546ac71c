"""A mail with what was answered goes to nobody who lost the right to speak before it went, though they see the post."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intercity.kinds.rollcall.actions.answering import do_answer, do_propose
from intercity.kinds.rollcall.actions.approving import discard
from intercity.kinds.rollcall.models import How, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import make_rollcall, reply
from intercity.kinds.rollcall.tests.telling import emails, leave, notice, recipients, sent
from intercity.organisations.models import Organisation, Role
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db
SAID = reply("planned", comment="Zqsaidqz")
# What is told to somebody of a city, and by which act.
Tell = Callable[[RollCall, Organisation, Persona, Persona], object]


def understood(rollcall: RollCall, nice: Organisation, officer: Persona, lead: Persona) -> None:
    do_propose(rollcall, nice, SAID, officer.person, How.MAIL, seen=0, waits=Waits.WRITER)


def refused(rollcall: RollCall, nice: Organisation, officer: Persona, lead: Persona) -> None:
    waiting = do_propose(rollcall, nice, SAID, officer.person, How.PAGE, seen=0, waits=Waits.LEAD)
    discard(lead.viewer, waiting)


def answered_by_link(rollcall: RollCall, nice: Organisation, officer: Persona, lead: Persona) -> None:
    do_answer(rollcall, nice, SAID, officer.person, How.LINK, seen=0)


def entered(rollcall: RollCall, nice: Organisation, officer: Persona, lead: Persona) -> None:
    do_answer(rollcall, nice, SAID, None, How.COORDINATOR, seen=0, confirmed=False)


TELL: list[tuple[Tell, str]] = [
    (understood, "rollcall.proposed"), (refused, "rollcall.refused"), (answered_by_link, "rollcall.answered"),
    (entered, "rollcall.answered"),
]  # fmt: skip


def make_reader(persona: Persona) -> None:
    persona.person.memberships.update(role=Role.READER)


def unverify(persona: Persona) -> None:
    persona.person.memberships.update(verified_at=None)


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, space: Space) -> RollCall:
    """A public question: whoever is told of nothing here still sees it."""
    return make_rollcall(coordinator, space, [nice], label=Label.CLEAR)


@pytest.mark.parametrize(("tell", "verb"), TELL)
def test_whoever_speaks_is_told(
    tell: Tell, verb: str, rollcall: RollCall, nice: Organisation, officer: Persona, lead: Persona
) -> None:
    tell(rollcall, nice, officer, lead)
    notice(verb)
    mails = [one for one in sent() if one.to == emails(officer)]
    assert [("Zqsaidqz" in str(one.body)) for one in mails] == [True]


@pytest.mark.parametrize("loses", [leave, make_reader, unverify])
@pytest.mark.parametrize(("tell", "verb"), TELL)
def test_whoever_speaks_no_more_when_the_mail_goes_is_told_nothing(
    tell: Tell, verb: str, loses: Callable[[Persona], None], rollcall: RollCall, nice: Organisation,
    officer: Persona, lead: Persona,
) -> None:  # fmt: skip
    tell(rollcall, nice, officer, lead)
    notice(verb)
    loses(officer)
    assert officer.person.email not in recipients(sent())
