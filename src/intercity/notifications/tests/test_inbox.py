"""The inbox: what is new, thread by thread, on every device."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.models import Channel, Delivery
from intercity.notifications.recipients import notify
from intercity.notifications.tests.helpers import act_of, comment_on
from intercity.organisations.models import Membership, Organisation
from intercity.posts import actions
from intercity.posts.models import Post
from intercity.posts.telling import Letter, all_tellers
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post


def answered(asker: Persona, answerer: Persona, space: Space, *texts: str, title: str = "Cool rooms?") -> Post:
    """A post by `asker`, with answers that the worker has noticed."""
    post = make_post(asker, space, title=title)
    for text in texts:
        notify(act_of(comment_on(post, answerer, text)))
    return post


def unread(client: Client, thread: str = "") -> dict[str, object]:
    """What a page is told."""
    answer: dict[str, object] = client.get(f"/inbox/unread?thread={thread}").json()
    return answer


def test_threads_show_how_much_is_new_and_opening_reads_them(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = answered(officer, officer_elsewhere, space, "One", "Two")
    other = answered(officer, officer_elsewhere, space, "Three", title="Beds?")
    client, phone = officer.client, officer.client
    page = client.get("/inbox").content.decode()
    assert page.index("Beds?") < page.index("Cool rooms?")
    assert "2 new" in page
    assert "Two" in page
    assert unread(client)["unread"] == 2
    response = client.post("/inbox/open", {"thread": post.uid})
    first = Post.objects.get(body="One")
    assert response["Location"] == f"/posts/{post.uid}/#c-{first.uid}"
    assert unread(phone)["unread"] == 1
    assert "2 new" not in phone.get("/inbox").content.decode()
    assert "Cool rooms?" not in phone.get("/inbox?show=unread").content.decode()
    assert other.title in phone.get("/inbox?show=unread").content.decode()


def test_looking_at_the_list_reads_nothing(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    answered(officer, officer_elsewhere, space, "One")
    officer.client.get("/inbox")
    officer.client.head("/inbox")
    assert unread(officer.client)["unread"] == 1


def test_an_open_page_marks_its_thread_and_only_that(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = answered(officer, officer_elsewhere, space, "One")
    answered(officer, officer_elsewhere, space, "Two")
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    said = unread(client, post.uid)
    assert (said["unread"], said["here"]) == (2, 1)
    assert client.post("/inbox/read", {"thread": post.uid}).status_code == 403
    headers = {"X-CSRFToken": str(said["token"])}
    assert client.post("/inbox/read", {"thread": post.uid}, headers=headers).status_code == 204
    assert unread(client, post.uid) == {"unread": 1, "here": 0}


def test_everything_is_marked_at_once_and_an_earlier_mark_stays(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = answered(officer, officer_elsewhere, space, "One")
    officer.client.post("/inbox/open", {"thread": post.uid})
    before = Delivery.objects.get(channel=Channel.INSIDE).read_at
    answered(officer, officer_elsewhere, space, "Two")
    assert officer.client.post("/inbox/read", {"all": "1"})["Location"] == "/inbox"
    assert unread(officer.client)["unread"] == 0
    assert Delivery.objects.filter(channel=Channel.INSIDE, read_at=before).count() == 1


def test_nobody_opens_or_marks_another_ones_thread(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = answered(officer, officer_elsewhere, space, "One")
    assert colleague.client.post("/inbox/open", {"thread": post.uid}).status_code == 404
    colleague.client.post("/inbox/read", {"thread": post.uid})
    colleague.client.post("/inbox/read", {"all": "1"})
    assert unread(officer.client)["unread"] == 1


@pytest.mark.parametrize("change", ["left", "narrowed", "withdrawn"])
def test_what_one_may_not_see_any_more_is_neither_shown_nor_counted(
    change: str, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = answered(officer, officer_elsewhere, space, "Zq secret")
    match change:
        case "left":
            Membership.objects.filter(person=officer.person).update(ended_at=timezone.now())
        case "narrowed":
            Post.objects.update(label=Label.RED)
        case "withdrawn":
            actions.withdraw(officer.viewer, post)
    page = officer.client.get("/inbox").content.decode()
    assert "Cool rooms?" not in page
    assert "Zq secret" not in page
    assert unread(officer.client)["unread"] == 0
    place = officer.client.post("/inbox/open", {"thread": post.uid})
    assert place["Location"] == "/inbox"


def test_what_names_no_thread_marks_none(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    answered(officer, officer_elsewhere, space, "One")
    Delivery.objects.create(activity_id=1, person=officer.person, channel=Channel.INSIDE, state="sent")
    for key in ("", "x", "a\0b", "zzzzzzzzzzzz"):
        assert officer.client.post("/inbox/read", {"thread": key}).status_code == 204
        assert officer.client.post("/inbox/open", {"thread": key}).status_code == 404
        assert officer.client.get("/inbox/unread", {"thread": key}).json()["unread"] == 1
    assert not Delivery.objects.exclude(read_at=None).exists()


def test_what_is_settled_meanwhile_is_neither_shown_nor_counted(
    officer: Persona, monkeypatch: pytest.MonkeyPatch, nice: Organisation
) -> None:
    teller = all_tellers()["practice"]
    act = Activity.objects.create(
        verb="practice.month", at=timezone.now(), organisation_uid=nice.uid, data={"month": "2026-10"}
    )
    notify(act)
    monkeypatch.setattr(teller, "letter", lambda *_args: Letter("October", "Two cities took it over."))
    assert unread(officer.client)["unread"] == 1
    assert "October" in officer.client.get("/inbox").content.decode()
    monkeypatch.undo()
    assert unread(officer.client)["unread"] == 0
    assert "Nothing has reached you yet" in officer.client.get("/inbox").content.decode()


def test_strangers_are_asked_to_sign_in(db: None) -> None:
    browser = Client()
    assert browser.get("/inbox").status_code == 302
    assert browser.post("/inbox/read", {"all": "1"}).status_code == 302
    assert unread(browser) == {"unread": 0}


def test_pages_of_an_inbox(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    for number in range(31):
        answered(officer, officer_elsewhere, space, "One", title=f"Title {number}.")
    first, second = (officer.client.get(f"/inbox?page={page}").content.decode() for page in (1, 2))
    assert "Title 30." in first
    assert "Title 0." not in first
    assert "Title 0." in second
    assert officer.client.get("/inbox?page=x").status_code == 200


def test_an_empty_inbox_says_what_will_come(stranger: Persona) -> None:
    assert "Nothing has reached you yet" in stranger.client.get("/inbox").content.decode()
