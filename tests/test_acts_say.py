"""Every change of a role, a membership or a setting is in the record: by whom, of what, and how it was before."""

from __future__ import annotations

from typing import Any

import pytest

from intercity.activity import said
from intercity.activity.chain import walk
from intercity.activity.models import Activity
from intercity.organisations.actions import inviting, members
from intercity.organisations.actions.accepting import accept_invitation
from intercity.organisations.actions.founding import change_organisation
from intercity.organisations.models import Membership, Role
from intercity.organisations.viewers import viewer_for
from intercity.posts.actions.changing import change_label
from intercity.spaces import actions as spaces
from intercity.spaces.lists import rename_list, save_list
from intercity.spaces.models import Label, Space, Topic
from intercity.spaces.terms import retire_term
from tests.personas import Persona, make_organisation, make_post

pytestmark = pytest.mark.django_db


def told(verb: str) -> tuple[Activity, dict[str, Any], dict[str, Any]]:
    """The newest act of that verb, and what it says of before and after."""
    act = Activity.objects.filter(verb=verb).latest("pk")
    values = said.get(act.said)
    assert walk().broken is None
    return act, values["before"], values["after"]


def test_roles(coordinator: Persona, officer: Persona) -> None:
    membership = Membership.objects.get(person=officer.person)
    members.change_role(coordinator.viewer, membership, Role.LEAD)
    act, before, after = told("membership.changed")
    assert (before, after) == ({"role": "officer"}, {"role": "lead"})
    assert (act.person_uid, act.data["person_uid"]) == (coordinator.person.uid, officer.person.uid)
    members.end_membership(coordinator.viewer, membership)
    act, before, after = told("membership.ended")
    assert before == {"ended_at": None}
    assert act.person_uid == coordinator.person.uid


def test_whom_a_lead_lets_speak(coordinator: Persona, reader: Persona) -> None:
    members.verify_membership(coordinator.viewer, Membership.objects.get(person=reader.person))
    _act, before, after = told("membership.verified")
    assert (before["role"], before["verified_at"]) == ("reader", None)
    assert (after["role"], after["verified_by_id"]) == ("officer", coordinator.person.pk)


@pytest.mark.parametrize("inside", [True, False])
def test_who_coordinates_the_network(coordinator: Persona, inside: bool) -> None:
    organisation = make_organisation("City of Ghent") if inside else None
    invitation = inviting.invite_coordinator(coordinator.viewer, "new@ghent.example", organisation=organisation)
    assert Activity.objects.latest("pk").data["coordinator"]
    person = accept_invitation(invitation)
    act, before, after = told("person.changed")
    assert (before, after) == ({"is_coordinator": False}, {"is_coordinator": True})
    assert (act.person_uid, act.data["invitation"]) == (person.uid, invitation.pk)


def test_an_organisation(coordinator: Persona, officer: Persona) -> None:
    organisation = officer.organisation
    organisation.name = "City of Nice and around"
    change_organisation(coordinator.viewer, organisation, ["nice.example", "other.example"])
    act, before, after = told("organisation.changed")
    assert set(before) == set(after) == {"name", "mail_domains"}
    assert after["mail_domains"] == ["nice.example", "other.example"]
    assert act.person_uid == coordinator.person.uid


def test_a_space(coordinator: Persona, space: Space, topic: Topic) -> None:
    space.widest_label = Label.GREEN
    spaces.change_space(coordinator.viewer, space, [topic])
    act, before, after = told("space.changed")
    assert (before["widest_label"], after["widest_label"]) == ("clear", "green")
    assert (before["topics"], len(after["topics"])) == ([], 1)
    assert act.person_uid == coordinator.person.uid


def test_who_is_in_a_space_and_looks_after_it(coordinator: Persona, officer_elsewhere: Persona, space: Space) -> None:
    keeper, city = officer_elsewhere.person, make_organisation("City of Ghent")
    spaces.add_coordinator(coordinator.viewer, space, keeper)
    spaces.remove_coordinator(coordinator.viewer, space, keeper)
    spaces.add_organisation(coordinator.viewer, space, city)
    spaces.remove_organisation(coordinator.viewer, space, city)
    acts = list(Activity.objects.order_by("-pk")[:4])
    assert [act.verb for act in acts] == ["space.left", "space.joined", "space.changed", "space.changed"]
    assert {act.person_uid for act in acts} == {coordinator.person.uid}
    assert [act.organisation_uid for act in acts[:2]] == [city.uid, city.uid]
    assert [act.data for act in acts[2:]] == [
        {"person_uid": keeper.uid, "coordinates": False},
        {"person_uid": keeper.uid, "coordinates": True},
    ]


def test_lists_and_terms(coordinator: Persona, space: Space, topic: Topic) -> None:
    row = save_list(coordinator.viewer, space, "Ports", [make_organisation("City of Ghent").pk])
    rename_list(coordinator.viewer, row, "Harbours")
    _act, before, after = told("list.changed")
    assert (before["name"], after["name"]) == ("Ports", "Harbours")
    retire_term(coordinator.viewer, topic)
    _act, before, after = told("topic.changed")
    assert (before[topic.slug]["retired"], after[topic.slug]["retired"]) == (False, True)


def test_labels(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    change_label(viewer_for(officer.person), post, Label.GREEN)
    act = Activity.objects.filter(verb="post.relabelled").latest("pk")
    assert (act.data["was"], act.data["label"]) == ("clear", "green")
    assert (act.person_uid, act.post_uid) == (officer.person.uid, post.uid)


def test_whoever_is_erased_leaves_the_record_whole(coordinator: Persona, officer: Persona) -> None:
    organisation = officer.organisation
    organisation.contact_name, organisation.contact_phone = 'Amélie "Mie" D\'Été', "+33 4 00"
    change_organisation(coordinator.viewer, organisation)
    act = Activity.objects.latest("pk")
    assert said.erase_holding(lambda text: "nobody here" in text) == 0
    assert said.erase_holding(lambda text: 'Amélie "Mie" D\'Été' in text) == 1
    assert said.get(act.said) is None
    assert walk().broken is None
