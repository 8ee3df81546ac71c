"""Take part, wait for a place, take part no more."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction  # noqa: F401  the marks below look the first one up
from django.utils import timezone

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.kinds.event.actions import cancel
from intercity.kinds.event.attending import actions
from intercity.kinds.event.attending.clock import fill
from intercity.kinds.event.attending.models import Registration
from intercity.kinds.event.attending.tests.helpers import fresh, guest, make_event, register, states
from intercity.kinds.event.models import Event
from intercity.organisations.models import Role
from intercity.posts.actions.changing import lock
from intercity.posts.models import Post
from intercity.posts.tests.test_veils_at_once import in_thread, somebody_waits
from intercity.spaces.agreements import accept, change_agreement
from intercity.spaces.models import AgreementAcceptance, Space, SpaceMember, Wording
from tests.personas import Persona, make_persona

pytestmark = pytest.mark.django_db


def press(persona: Persona, post: Post, on: str = "1") -> int:
    status: int = persona.client.post(f"/posts/{post.uid}/take-part", {"on": on}).status_code
    return status


def page(persona: Persona, post: Post) -> str:
    return persona.client.get(f"/posts/{post.uid}/").content.decode()


def panel(persona: Persona, post: Post) -> str:
    return page(persona, post).partition('id="taking-part"')[2].partition("</section>")[0]


def test_one_press_takes_part_and_one_takes_it_back(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_event(officer, space)
    assert "I take part" in page(officer_elsewhere, post)
    assert press(officer_elsewhere, post) == press(officer_elsewhere, post) == 302
    assert "You take part for City of Torino." in page(officer_elsewhere, post)
    assert "1 person takes part." in page(officer, post)
    assert Activity.objects.filter(verb="event.registered").count() == 1
    assert press(officer_elsewhere, post, "0") == 302
    assert states(post) == [("officer elsewhere", "cancelled")]
    assert press(officer_elsewhere, post, "2") == 400
    assert press(officer_elsewhere, post) == 302
    row = Registration.objects.get()
    assert (row.state, row.sequence) == ("coming", 2)


def test_who_may_not_comment_may_not_register(
    officer: Persona, reader: Persona, stranger: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    assert (press(reader, post), press(stranger, post)) == (403, 404)
    assert "I take part" not in page(reader, post)
    assert not Registration.objects.exists()


def test_places_are_given_in_the_order_in_which_people_came(officer: Persona, space: Space) -> None:
    post, people = make_event(officer, space, capacity=1), [guest(number) for number in range(3)]
    for one in people:
        register(one, post)
    assert [state for _name, state in states(post)] == ["coming", "waiting", "waiting"]
    assert "you are the next" in page(people[1], post)
    assert "1 person waits before you" in page(people[2], post)
    assert "Put me on the waiting list" in page(officer, post)
    actions.unregister(people[0].viewer, fresh(post))
    assert [state for _name, state in states(post)] == ["cancelled", "coming", "waiting"]
    moved = Activity.objects.get(verb="event.moved_up")
    assert moved.data["registrations"] == [Registration.objects.get(person=people[1].person).uid]
    # Who waits and gives up takes nobody along.
    actions.unregister(people[2].viewer, fresh(post))
    assert Activity.objects.filter(verb="event.moved_up").count() == 1


def test_more_places_go_to_those_who_wait_and_to_nobody_before_them(officer: Persona, space: Space) -> None:
    post, people = make_event(officer, space, capacity=1), [guest(number) for number in range(4)]
    for one in people[:3]:
        register(one, post)
    Event.objects.filter(post=post).update(capacity=2)
    register(people[3], post)
    assert [state for _name, state in states(post)] == ["coming", "coming", "waiting", "waiting"]
    Event.objects.filter(post=post).update(capacity=None)
    assert (fill(timezone.now()), fill(timezone.now())) == (2, 0)
    assert {state for _name, state in states(post)} == {"coming"}


def test_nobody_registers_for_what_is_over_or_called_off(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    over = make_event(officer, space, starts_at=timezone.now() - timedelta(days=1))
    off = make_event(officer, space, cancelled_at=timezone.now(), cancelled_why="Storm.")
    for post in (over, off):
        assert press(officer_elsewhere, post) == 403
        assert "I take part" not in page(officer_elsewhere, post)
    assert not Registration.objects.exists()


def test_what_was_called_off_says_so_and_leads_nowhere(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space, link="https://video.example.org/x")
    register(officer_elsewhere, post)
    before = page(officer_elsewhere, post)
    cancel(officer.viewer, fresh(post), "Storm.")
    after = page(officer_elsewhere, post)
    for words in ("You take part for", "I cannot come", "https://video.example.org/x", "Start something from this"):
        assert (words in before, words in after) == (True, False), words
    for words in ("This event was cancelled.", "Storm.", "You had registered. You need do nothing."):
        assert (words in before, words in after) == (False, True), words


def test_who_waits_for_the_agreement_is_told_where_the_button_would_be(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space
) -> None:
    post, organisation = make_event(officer, space), officer_elsewhere.organisation
    assert organisation is not None
    lead = make_persona("lead elsewhere", organisation, Role.LEAD)
    assert "I take part" in panel(officer_elsewhere, post)
    change_agreement(coordinator.viewer, space, Wording("why", "who", "how long", "text"))
    said = panel(officer_elsewhere, post)
    assert "I take part" not in said
    assert "the lead of your organisation accepts the exchange agreement of this space first" in said
    assert f'href="/spaces/{space.slug}/agreement"' in said
    accept(lead.viewer, Space.objects.get(), organisation, 1)
    assert "I take part" in panel(officer_elsewhere, post)
    Space.objects.update(open_to_network=False)
    AgreementAcceptance.objects.all().delete()
    SpaceMember.objects.filter(organisation=organisation).delete()
    forget_everything()
    assert "your organisation joins this space first" in panel(officer_elsewhere, post)


def test_only_organisers_and_coordinators_see_who_comes(
    officer: Persona, colleague: Persona, coordinator: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    register(guest(7), post)
    addresses = [f"/posts/{post.uid}/taking-part", f"/posts/{post.uid}/taking-part.csv"]
    for address in addresses:
        for persona in (officer, coordinator):
            assert "guest 7" in persona.client.get(address).content.decode()
        for persona in (colleague, officer_elsewhere):
            assert persona.client.get(address).status_code == 403
    assert "guest 7" not in page(officer, post) + page(officer_elsewhere, post)
    assert 'filename="taking-part-' in officer.client.get(addresses[1])["Content-Disposition"]


def test_organisers_note_who_was_there(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_event(officer, space)
    rows = [register(guest(number), post) for number in range(2)]
    address = f"/posts/{post.uid}/attendance"
    assert officer.client.post(address, {"there": rows[0].uid}).status_code == 403
    Event.objects.filter(post=post).update(starts_at=timezone.now() - timedelta(hours=1))
    assert officer_elsewhere.client.post(address, {"there": rows[0].uid}).status_code == 403
    assert officer.client.post(address, {"there": [rows[0].uid, "rubbish"]}).status_code == 302
    assert list(Registration.objects.order_by("pk").values_list("attended", flat=True)) == [True, False]
    assert "1 person was there." in page(officer_elsewhere, post)
    assert "checked" in officer.client.get(f"/posts/{post.uid}/taking-part").content.decode()


def test_two_for_the_last_place_one_after_the_other(officer: Persona, space: Space) -> None:
    """Both read the page while there was a place."""
    post, people = make_event(officer, space, capacity=1), [guest(number) for number in range(2)]
    pages = [fresh(post) for _one in people]
    for one, seen in zip(people, pages, strict=True):
        actions.register(one.viewer, seen)
    assert [state for _name, state in states(post)] == ["coming", "waiting"]


def test_an_event_that_was_taken_back_meanwhile(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_event(officer, space)
    seen = fresh(post)
    Post.objects.filter(pk=post.pk).update(state="withdrawn")
    with pytest.raises(PermissionDenied):
        actions.register(officer_elsewhere.viewer, seen)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave")
@pytest.mark.django_db(transaction=True)
@pytest.mark.proof
def test_two_at_once_for_the_last_place(officer: Persona, space: Space) -> None:
    post, people = make_event(officer, space, capacity=1), [guest(number) for number in range(3)]
    ready = threading.Barrier(3)

    def take(one: Persona) -> None:
        viewer, seen = one.viewer, fresh(post)
        ready.wait(20)
        actions.register(viewer, seen)

    threads = [in_thread(partial(take, one)) for one in people]
    for thread in threads:
        thread.join(30)
    assert sorted(state for _name, state in states(post)) == ["coming", "waiting", "waiting"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave")
@pytest.mark.django_db(transaction=True)
@pytest.mark.proof
def test_who_comes_waits_for_whoever_changes_the_places(officer: Persona, space: Space) -> None:
    post, one = make_event(officer, space), guest(1)
    with transaction.atomic():
        lock(post)
        other = in_thread(lambda: register(one, post))
        while other.is_alive() and not somebody_waits():
            pass
        Event.objects.filter(post=post).update(capacity=0)
    other.join(30)
    assert [state for _name, state in states(post)] == ["waiting"]
