"""Who hears that somebody asks to speak."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation

from intercity.activity.models import Activity
from intercity.notifications.asking import queue_asking
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery, DeliveryState
from intercity.organisations import actions
from intercity.organisations.mails import asking_mail
from intercity.organisations.models import Membership, Organisation, Person, Role
from tests.personas import Persona, make_persona


@pytest.fixture
def newcomer(nice: Organisation) -> Persona:
    """Reads for Nice and has just asked to speak."""
    persona = make_persona("zoe", nice, Role.READER, speaks=False)
    actions.ask_to_speak(persona.viewer, membership(persona))
    return persona


def membership(persona: Persona) -> Membership:
    return Membership.objects.get(person=persona.person)


def notice_all() -> set[str]:
    """Run the step for every change of a membership, and give the addresses that a mail is queued for."""
    for act in Activity.objects.filter(verb="membership.changed").order_by("pk"):
        queue_asking(act)
    return {row.person.email for row in Delivery.objects.select_related("person") if row.person}


def test_the_leads_get_one_mail_with_the_way_to_decide(
    lead: Persona, officer: Persona, coordinator: Persona, newcomer: Persona
) -> None:
    assert notice_all() == notice_all() == {lead.person.email}
    assert deliver_due() == 1
    (message,) = mail.outbox
    assert message.to == [lead.person.email]
    assert f"/organisations/{newcomer.viewer.acting.organisation.slug}/people\n" in message.body  # type: ignore[union-attr]
    assert newcomer.person.email in message.body
    assert message.message()["Message-ID"] == Delivery.objects.get().message_id


def test_it_speaks_the_language_of_who_reads_it(lead: Persona, newcomer: Persona) -> None:
    Person.objects.filter(pk=lead.person.pk).update(language="fr")
    notice_all()
    deliver_due()
    with translation.override("fr"):
        assert mail.outbox[0].body == asking_mail(membership(newcomer), lead.person).body


def test_a_name_cannot_write_lines_of_its_own(lead: Persona, newcomer: Persona) -> None:
    Person.objects.filter(pk=newcomer.person.pk).update(name="Zoé\n\nhttps://evil.example\n")
    notice_all()
    deliver_due()
    assert "\nhttps://evil" not in mail.outbox[0].body
    assert "\n" not in mail.outbox[0].subject


def test_without_a_lead_the_coordinators_hear(coordinator: Persona, officer: Persona, newcomer: Persona) -> None:
    make_persona("other lead", coordinator.organisation, Role.LEAD)
    assert notice_all() == {coordinator.person.email}


@pytest.mark.parametrize("change", [{"ended_at": timezone.now()}, {"verified_at": None}, {"role": Role.EDITOR}])
def test_who_does_not_lead_any_more_is_not_asked(
    change: dict[str, Any], lead: Persona, coordinator: Persona, newcomer: Persona
) -> None:
    Membership.objects.filter(person=lead.person).update(**change)
    assert notice_all() == {coordinator.person.email}


def test_other_changes_of_a_membership_mail_nobody(lead: Persona, officer: Persona) -> None:
    actions.set_listed(officer.viewer, membership(officer), listed=False)
    actions.change_role(lead.viewer, membership(officer), Role.EDITOR)
    assert notice_all() == set()


@pytest.mark.parametrize("change", ["verified", "refused", "left", "closed", "lead left", "lead closed"])
def test_a_question_that_is_no_more_does_not_leave(change: str, lead: Persona, newcomer: Persona) -> None:
    notice_all()
    asking = membership(newcomer)
    changes: dict[str, Any] = {
        "verified": lambda: actions.verify_membership(lead.viewer, asking),
        "refused": lambda: actions.change_role(lead.viewer, asking, Role.READER),
        "left": lambda: actions.end_membership(newcomer.viewer, asking),
        "closed": lambda: Person.objects.filter(pk=newcomer.person.pk).update(is_active=False),
        "lead left": lambda: actions.end_membership(lead.viewer, membership(lead)),
        "lead closed": lambda: Person.objects.filter(pk=lead.person.pk).update(is_active=False),
    }
    changes[change]()
    assert deliver_due() == 1
    assert not mail.outbox
    assert Delivery.objects.get().state == DeliveryState.DROPPED
