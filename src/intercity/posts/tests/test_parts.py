"""Kept parts of pages: shared within one audience, never between two, and gone with the act that concerns them."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from intercity.activity.record import record
from intercity.organisations.actions import end_membership
from intercity.organisations.models import Level, Membership, Organisation, Person, Role, Type
from intercity.organisations.viewers import PUBLIC
from intercity.posts import actions
from intercity.posts.models import Post
from intercity.posts.parts import PARTS, audience_for
from intercity.posts.queries import get_trace_for
from intercity.posts.views.page import tags_of
from intercity.posts.visibility import audiences_of
from intercity.spaces.actions import add_organisation, do_create_space, do_join, remove_organisation
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post

PAGES = ("/", "/spaces/{space.slug}/", "/posts/{post.uid}/")


def test_two_audiences_never_share_a_part(
    officer: Persona,
    officer_elsewhere: Persona,
    partner: Persona,
    stranger: Persona,
    coordinator: Persona,
    space: Space,
) -> None:  # fmt: skip
    second = do_create_space("Second")
    outside = make_persona("other", make_organisation("Other", type=Type.MINISTRY, level=Level.NATIONAL))
    add_organisation(coordinator.viewer, space, partner.organisation)
    add_organisation(coordinator.viewer, second, outside.organisation)
    everybody = [PUBLIC, *(one.viewer for one in (officer, officer_elsewhere, partner, stranger, outside))]
    for one, other in combinations(everybody, 2):
        name = f"{id(one)} {id(other)}"
        audience_for(one).find(name, [], lambda: "of one")
        shared = audience_for(other).find(name, [], lambda: "of the other") == "of one"
        assert shared == (audiences_of(one) == audiences_of(other))


@pytest.mark.parametrize("address", PAGES[:2])
def test_what_members_read_stays_with_them(address: str, officer: Persona, stranger: Persona, space: Space) -> None:
    """Each part of the page is kept when the public comes: who waits, numbers, filters, countries."""
    make_post(officer, space, kind="question", title="Who lends us beds?")
    path = address.format(space=space)
    for client in (officer.client, stranger.client, Client(), officer.client):
        page = client.get(path).content.decode()
        assert ("Who lends us beds?" in page) == ("for Nice" in page)
        assert ("<strong>1</strong> post in" in page) == ("for Nice" in page and address == "/")
        assert ('value="FR"' in page) == ("for Nice" in page and address != "/")


def test_two_languages_never_share_a_part(officer: Persona) -> None:
    with override("en"):
        audience_for(officer.viewer).find("word", [], lambda: "post")
    with override("fr"):
        assert audience_for(officer.viewer).find("word", [], lambda: "publication") == "publication"


def test_a_part_is_rendered_without_the_viewer(officer: Persona) -> None:
    audience = audience_for(officer.viewer)
    assert "person" not in audience.render("posts/_facts.html", "x", [], lambda: {"facts": []})


def test_partners_read_what_their_spaces_allow_from_the_same_moment(
    officer: Persona, partner: Persona, coordinator: Persona, space: Space
) -> None:
    make_post(officer, space, title="For the network")
    client = partner.client

    def sees() -> bool:
        return "For the network" in client.get(f"/spaces/{space.slug}/").content.decode()

    assert not sees()
    add_organisation(coordinator.viewer, space, partner.organisation)
    assert sees()
    remove_organisation(coordinator.viewer, space, partner.organisation)
    assert not sees()


def test_rights_end_with_the_membership(officer: Persona, space: Space) -> None:
    make_post(officer, space, title="For the network")
    client, address = officer.client, f"/spaces/{space.slug}/"
    page = client.get(address).content.decode()
    assert "For the network" in page
    assert "/post/practice" in page
    end_membership(officer.viewer, Membership.objects.get(person=officer.person))
    page = client.get(address).content.decode()
    assert "For the network" not in page
    assert "/post/practice" not in page


def test_rights_follow_the_role_of_whoever_did_not_write_it(officer: Persona, space: Space) -> None:
    editor = make_persona("editor", officer.organisation, Role.EDITOR)
    post, client = make_post(officer, space, title="Of our own"), editor.client
    assert "/edit" in client.get(post.get_absolute_url()).content.decode()
    with transaction.atomic():
        Membership.objects.filter(person=editor.person).update(role=Role.READER)
        record("membership.changed", data={"person_uid": editor.person.uid})
    assert "/edit" not in client.get(post.get_absolute_url()).content.decode()


def test_rights_end_with_the_level_of_an_organisation_and_with_an_office(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space
) -> None:
    make_post(officer, space, title="For the network")
    clients, address = (officer_elsewhere.client, coordinator.client), f"/spaces/{space.slug}/"
    assert all("For the network" in client.get(address).content.decode() for client in clients)
    for organisation in Organisation.objects.all():
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(type=Type.MINISTRY, level=Level.NATIONAL)
            record("organisation.changed", organisation_uid=organisation.uid)
    assert ["For the network" in client.get(address).content.decode() for client in clients] == [False, True]
    with transaction.atomic():
        Person.objects.update(is_coordinator=False)
        record("person.changed", person_uid=coordinator.person.uid)
    assert "For the network" not in clients[1].get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_narrowing_takes_effect_on_every_page_at_once(address: str, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Public for a moment", kind="question", label=Label.CLEAR)
    path = address.format(space=space, post=post)
    anonymous, member = Client(), officer.client
    assert "Public for a moment" in anonymous.get(path).content.decode()
    assert "Public for a moment" in member.get(path).content.decode()
    actions.change_label(officer.viewer, post, Label.GREEN)
    assert "Public for a moment" not in anonymous.get(path).content.decode()
    assert "Public for a moment" in member.get(path).content.decode()
    actions.withdraw(officer.viewer, post)
    assert "Public for a moment" not in member.get(path).content.decode()


def test_rights_are_kept_for_one_person_acting_for_one_organisation(
    officer: Persona, colleague: Persona, partner: Persona, space: Space
) -> None:
    """The same addresses, in both directions, by people of one and of several organisations."""
    post = make_post(officer, space)
    do_join(space, partner.organisation)
    Membership.objects.create(person=partner.person, organisation=officer.organisation, role=Role.READER)
    both = partner.client
    switch = [membership.pk for membership in Membership.objects.filter(person=partner.person).order_by("pk")]
    for _ in range(2):
        for client, edits in ((officer.client, True), (colleague.client, False)):
            assert (f"/posts/{post.uid}/edit" in client.get(f"/posts/{post.uid}/").content.decode()) == edits
        for acting, posts in zip(switch, (True, False), strict=True):
            both.post(f"/memberships/{acting}/act")
            assert ("/post/practice" in both.get(f"/spaces/{space.slug}/").content.decode()) == posts


def test_only_ones_own_comments_offer_to_be_changed(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    comment = make_post(officer_elsewhere, space, kind="comment", parent=post)
    edit = f"/posts/{comment.uid}/edit"
    for persona, own in ((officer, False), (officer_elsewhere, True), (officer, False)):
        assert (edit in persona.client.get(f"/posts/{post.uid}/").content.decode()) == own


def test_authors_are_named_to_those_who_may_see_people_only(officer: Persona, stranger: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    for client, named in ((stranger.client, False), (officer.client, True), (Client(), False), (officer.client, True)):
        assert ("Written by officer" in client.get(f"/posts/{post.uid}/").content.decode()) == named


def test_two_partners_of_one_space_do_not_share_the_names_of_their_people(partner: Persona, space: Space) -> None:
    other = make_persona("other partner", make_organisation("Ministry of Health", level=Level.NATIONAL))
    for one in (partner, other):
        assert one.organisation
        do_join(space, one.organisation)
    post = make_post(partner, space)
    for persona, named in ((partner, True), (other, False), (partner, True)):
        page = persona.client.get(f"/posts/{post.uid}/").content.decode()
        assert (f"Written by {partner.person.name}" in page) == named


@pytest.mark.parametrize(("address", "cold", "kept"), [(PAGES[0], 19, 4), (PAGES[1], 27, 4), (PAGES[2], 26, 5)])
def test_what_pages_cost_a_member(
    address: str, cold: int, kept: int, officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    for number in range(20):
        make_post(officer, space, kind=["practice", "question", "update"][number % 3], topics=[topic])
    post = Post.objects.order_by("pk")[0]
    make_post(officer_elsewhere, space, kind="comment", parent=post)
    client, path = officer.client, address.format(space=space, post=post)
    for most in (cold, kept):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= most, [query["sql"][:200] for query in queries]


def test_a_part_read_while_an_organisation_joins_is_not_left_to_its_old_audience(
    officer: Persona, partner: Persona, coordinator: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="For the network")
    before = audience_for(partner.viewer)
    # The organisation joins after the page knows its audience, and before the page reads what it shows.
    add_organisation(coordinator.viewer, space, partner.organisation)
    read = before.find(("post", post.uid), tags_of, lambda: get_trace_for(partner.viewer, post.uid))
    before.render("posts/_article.html", (post.pk, False), tags_of(read), lambda: {"post": read, "space": space})
    assert Client().get(f"/posts/{post.uid}/").status_code == 404
    assert len(PARTS) == 0


def test_a_mangled_cursor_shows_the_first_page_and_is_not_kept(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Pinned")
    Post.objects.filter(pk=post.pk).update(pinned_at=post.published_at)
    page, client = f"/spaces/{space.slug}/", officer.client
    for address in ("/", page, f"{page}map/{officer.organisation.slug}"):
        client.get(address)
        kept = len(PARTS)
        for number in range(3):
            assert client.get(address, {"after": f"x{number}" * 1000}).status_code == 200
        assert len(PARTS) == kept
    assert "Pinned" in client.get(page, {"after": "mangled"}).content.decode()
