"""Requests to another level: whom they reach, how far they are, and the page of all that are open."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.kinds.question.models import Question, RequestState
from intercity.kinds.question.requests import request_state
from intercity.kinds.question.telling import question as teller
from intercity.kinds.question.telling import request as request_teller
from intercity.organisations.models import Level, Organisation, Type
from intercity.posts.actions import do_react
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


def ask(
    officer: Persona, space: Space, ministry: Organisation, title: str = "When do the masks come?", label: str = "clear"
) -> Post:
    return make_post(officer, space, kind="question", title=title, label=label, addressee=ministry.slug)


def say(client: Client, post: Post, state: str, reason: str = "") -> int:
    return client.post(f"/posts/{post.uid}/request", {"state": state, "reason": reason}).status_code


def state(post: Post) -> str:
    return request_state(Post.objects.select_related("question__addressee").get(pk=post.pk)).value


def panel(client: Client, post: Post) -> str:
    page = client.get(f"/posts/{post.uid}/").content.decode()
    return page.partition('id="request"')[2].partition("</section>")[0]


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/requests/{query}").content.decode()
    return re.findall(r'<td><a href="/posts/\w+/" lang="en">(.*?)</a>', page)


def test_an_officer_asks_the_ministry_in_the_composer(officer: Persona, ministry: Organisation, space: Space) -> None:
    form = {"title": "When?", "label": "clear", "language": "en", "addressee": ministry.slug}
    assert officer.client.post(f"/spaces/{space.slug}/post/question", form).status_code == 302
    post = Post.objects.get()
    assert post.question.addressee == ministry
    assert state(post) == RequestState.SENT
    assert "Ministry" in panel(Client(), post)
    # Whoever would not see it cannot be asked.
    inside = officer.client.post(f"/spaces/{space.slug}/post/question", {**form, "title": "Inside", "label": "green"})
    assert inside.status_code == 422
    assert "They would not see it" in inside.content.decode()
    city = make_organisation("City of Lyon")
    form |= {"addressee": city.slug, "title": "Another"}
    assert officer.client.post(f"/spaces/{space.slug}/post/question", form).status_code == 422


def test_null_bytes_name_no_addressee(officer: Persona, ministry: Organisation, space: Space) -> None:
    """PostgreSQL refuses them."""
    form = {"title": "When?", "label": "clear", "language": "en", "addressee": "\x00zz"}
    assert officer.client.post(f"/spaces/{space.slug}/post/question", form).status_code == 422


def test_an_edit_keeps_the_request_and_a_new_addressee_begins_anew(
    officer: Persona, ministry: Organisation, partner: Persona, space: Space
) -> None:
    post = ask(officer, space, ministry)
    say(partner.client, post, "received")
    form = {"title": "When exactly?", "label": "clear", "stood": "clear", "language": "en", "addressee": ministry.slug}
    page = officer.client.get(f"/posts/{post.uid}/edit").content.decode()
    assert f'<option value="{ministry.slug}" selected>' in page
    assert officer.client.post(f"/posts/{post.uid}/edit", form).status_code == 302
    assert state(post) == RequestState.RECEIVED
    other = make_organisation("Agency", type=Type.EU, level=Level.EUROPEAN)
    officer.client.post(f"/posts/{post.uid}/edit", {**form, "addressee": other.slug})
    assert state(post) == RequestState.SENT
    officer.client.post(f"/posts/{post.uid}/edit", {**form, "addressee": ""})
    assert Question.objects.get().addressee is None
    assert panel(Client(), post) == ""


def test_the_addressee_and_coordinators_say_how_far_it_is(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, coordinator: Persona, space: Space
) -> None:
    assert partner.organisation is not None
    post = ask(officer, space, partner.organisation)
    for persona in (officer, officer_elsewhere):
        assert say(persona.client, post, "received") == 403
        assert "Say how far it is" not in panel(persona.client, post)
    assert "Say how far it is" in panel(partner.client, post)
    assert partner.client.get(f"/posts/{post.uid}/request").status_code == 200
    assert state(post) == RequestState.SENT
    assert say(partner.client, post, "received") == 302
    assert "Received" in panel(Client(), post)
    assert say(partner.client, post, "refused") == 422
    assert say(coordinator.client, post, "refused", "It is for the regions to say.") == 302
    assert "It is for the regions to say." in panel(Client(), post)
    assert listed(Client()) == []


def test_a_question_to_nobody_has_no_request(officer: Persona, coordinator: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="question")
    assert coordinator.client.get(f"/posts/{post.uid}/request").status_code == 404


def test_its_reply_answers_it_and_stands_beside(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, space: Space
) -> None:
    assert partner.organisation is not None
    post = ask(officer, space, partner.organisation)
    make_post(officer_elsewhere, space, kind="comment", body="We wait too.", parent=post)
    assert state(post) == RequestState.SENT
    reply = make_post(partner, space, kind="comment", body="On Monday, by lorry.", parent=post)
    assert state(post) == RequestState.ANSWERED
    assert "On Monday, by lorry." in panel(Client(), post)
    # A first word is no answer: the addressee says so.
    say(partner.client, post, "received")
    assert state(post) == RequestState.RECEIVED
    officer.client.post(f"/posts/{post.uid}/accept", {"accept": reply.uid})
    assert state(post) == RequestState.ANSWERED


def test_the_page_lists_open_requests_with_age_and_supporters(
    officer: Persona, officer_elsewhere: Persona, ministry: Organisation, space: Space
) -> None:
    late, new = ask(officer, space, ministry, "Old"), ask(officer, space, ministry, "New")
    Post.objects.filter(pk=late.pk).update(published_at=timezone.now() - timedelta(days=12, hours=1))
    Question.objects.filter(post=late).update(needed_by=timezone.now() - timedelta(days=1))
    assert officer_elsewhere.organisation is not None
    do_react(new, officer_elsewhere.organisation, "needed", officer_elsewhere.person)
    assert listed(Client()) == ["Old", "New"]
    page = Client().get("/requests/").content.decode()
    assert "12 days" in page
    assert "late" in page
    assert ">Torino</a>" in page
    agency = make_organisation("Agency", type=Type.EU, level=Level.EUROPEAN)
    ask(officer, space, agency, "To the agency")
    assert listed(Client(), "?level=european") == ["To the agency"]
    assert listed(Client(), f"?addressee={ministry.slug}") == ["Old", "New"]
    officer.client.post(f"/posts/{late.uid}/settle", {"on": "1"})
    assert listed(Client(), f"?addressee={ministry.slug}") == ["New"]
    assert listed(Client(), f"?addressee={ministry.slug}&show=all") == ["Old", "New"]


def test_later_pages_go_on_where_the_first_ends(
    officer: Persona, ministry: Organisation, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intercity.kinds.question.listing.PAGE_SIZE", 2)
    for number in range(5):
        ask(officer, space, ministry, f"Number {number}")
    seen, query = [], ""
    for _ in range(3):
        page = Client().get(f"/requests/{query}").content.decode()
        seen += listed(Client(), query)
        query = "".join(re.findall(r'href="(\?[^"]*after=[^"]*)"', page))
    assert seen == [f"Number {number}" for number in range(5)]
    assert query == ""


def test_requests_inside_the_network_stay_there(
    officer: Persona, partner: Persona, reader: Persona, stranger: Persona, space: Space
) -> None:
    assert partner.organisation is not None
    post = ask(officer, space, partner.organisation, "Hidden", Label.GREEN)
    slug = partner.organisation.slug
    for client in (Client(), stranger.client, partner.client):
        for query in ("", f"?addressee={slug}", "?show=all", "?level=national"):
            page = client.get(f"/requests/{query}").content.decode()
            assert "Hidden" not in page
            assert f'value="{slug}"' not in page
            assert client.get(f"/posts/{post.uid}/request").status_code in (302, 404)
    assert listed(reader.client) == ["Hidden"]
    do_join(space, partner.organisation)
    forget_everything()
    assert listed(partner.client, f"?addressee={slug}") == ["Hidden"]


def test_the_addressee_hears_of_it_once(officer: Persona, partner: Persona, space: Space) -> None:
    assert partner.organisation is not None
    make_persona("reads only", partner.organisation, speaks=False)
    post = ask(officer, space, partner.organisation)
    act = Activity.objects.get(verb="post.published")
    assert list(request_teller.listeners(act)) == [partner.person]
    found = Post.objects.select_related("question__addressee").get(pk=post.pk)
    assert "City of Nice asks Ministry" in request_teller.letter(act, partner.person, found).lead
    form = {"title": "Again", "label": "clear", "stood": "clear", "language": "en"}
    officer.client.post(f"/posts/{post.uid}/edit", {**form, "addressee": partner.organisation.slug})
    edit = Activity.objects.get(verb="post.edited")
    assert list(request_teller.listeners(edit)) == []
    assert list(request_teller.listeners(act)) == [partner.person]


def test_whoever_is_asked_no_more_is_not_written_to(officer: Persona, partner: Persona, space: Space) -> None:
    assert partner.organisation is not None
    post = ask(officer, space, partner.organisation)
    act = Activity.objects.get(verb="post.published")
    agency = make_organisation("Agency", type=Type.EU, level=Level.EUROPEAN)
    Question.objects.filter(post=post).update(addressee=agency)
    found = Post.objects.select_related("question__addressee").get(pk=post.pk)
    with pytest.raises(NotForThem):
        request_teller.letter(act, partner.person, found)


def test_what_the_clock_does_meanwhile_keeps_the_addressee_from_nothing(
    officer: Persona, partner: Persona, space: Space
) -> None:
    assert partner.organisation is not None
    post = make_post(officer, space, kind="question", label="clear")
    clock = record("question.escalated", post_uid=post.uid, root_uid=post.uid, data={"kind": "question"})
    edit = record("post.edited", post_uid=post.uid, root_uid=post.uid, data={"kind": "question"})
    Question.objects.filter(post=post).update(addressee=partner.organisation, request_at=clock.at)
    assert list(request_teller.listeners(edit)) == [partner.person]


def test_whoever_asked_and_supports_it_hears_how_far_it_is(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, space: Space
) -> None:
    assert partner.organisation is not None
    assert officer_elsewhere.organisation is not None
    post = ask(officer, space, partner.organisation)
    do_react(post, officer_elsewhere.organisation, "needed", officer_elsewhere.person)
    say(partner.client, post, "refused", "Not our task.")
    act = Activity.objects.get(verb="request.changed")
    assert set(teller.listeners(act)) == {officer.person, officer_elsewhere.person}
    found = Post.objects.select_related("question__addressee").get(pk=post.pk)
    assert "Not our task." in teller.letter(act, officer.person, found).lead


def test_the_cost_does_not_grow_with_the_requests(
    officer: Persona, officer_elsewhere: Persona, ministry: Organisation, space: Space
) -> None:
    client = officer.client

    def cost() -> int:
        forget_everything()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/requests/?show=all").status_code == 200
        return len(queries)

    def add(number: int) -> None:
        post = ask(officer, space, ministry, f"Number {number}")
        make_post(officer_elsewhere, space, kind="comment", parent=post)
        assert officer_elsewhere.organisation is not None
        do_react(post, officer_elsewhere.organisation, "needed", officer_elsewhere.person)

    add(0)
    few = cost()
    for number in range(1, 6):
        add(number)
    assert cost() == few
