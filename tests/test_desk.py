"""The coordinators' desk: who opens it, what stands on it, and what it says when nothing waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import make_rollcall
from intercity.mailbox.models import Incoming, Outcome
from intercity.matching.models import Pursuit
from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.organisations.actions import ask_to_speak
from intercity.organisations.models import Membership, Organisation
from intercity.posts.models import Post, Source
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.desk import Section, get_scope_for, sections_of
from intercity.spaces.models import Space, SpaceCoordinator, SpaceState
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


def on_desk(persona: Persona, slug: str = "") -> dict[str, Section]:
    """The sections of the persona's desk by name."""
    scope = get_scope_for(persona.viewer, slug)
    return {section.name: section for section in sections_of(scope, timezone.now())}


def texts(section: Section) -> list[str]:
    """What waits there."""
    return [line.text for line in section.lines]


def aged(post: Post, **ago: int) -> Post:
    """The post, published so long ago."""
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(**ago))
    post.refresh_from_db()
    return post


@pytest.fixture
def guide(officer: Persona, space: Space) -> Persona:
    """An officer who coordinates one space."""
    SpaceCoordinator.objects.create(space=space, person=officer.person)
    return officer


@pytest.mark.parametrize("path", ["/desk", "/desk/pulse", "/desk/pulse.csv"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("coordinator", 200), ("lead", 403), ("officer", 403), ("reader", 403), ("partner", 404), ("stranger", 404)],
)
def test_who_opens_it(path: str, name: str, status: int, request: pytest.FixtureRequest, space: Space) -> None:
    persona: Persona = request.getfixturevalue(name)
    assert persona.client.get(path).status_code == status


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get("/desk")["Location"] == "/accounts/login/?next=/desk"


def test_a_coordinator_of_a_space_sees_that_space_only(
    guide: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    other = do_create_space("Floods")
    make_post(officer_elsewhere, space, kind="question", title="In the heat")
    make_post(officer_elsewhere, other, kind="question", title="In the flood")
    sections = on_desk(guide)
    assert texts(sections["unanswered"]) == ["In the heat"]
    assert {"newcomers", "bounces", "failed", "doubtful"}.isdisjoint(sections)
    assert guide.client.get("/desk?space=heatwave").status_code == 200
    assert guide.client.get("/desk?space=floods").status_code == 404
    assert "In the flood" not in guide.client.get("/desk").content.decode()


def test_a_coordinator_of_a_space_who_speaks_for_nobody_any_more_has_no_desk(guide: Persona) -> None:
    Membership.objects.filter(person=guide.person).update(ended_at=timezone.now())
    assert guide.client.get("/desk").status_code == 404


def test_the_network_can_look_at_one_space(coordinator: Persona, officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="question", title="In the heat")
    make_post(officer, do_create_space("Floods"), kind="question", title="In the flood")
    assert texts(on_desk(coordinator)["unanswered"]) == ["In the heat", "In the flood"]
    assert texts(on_desk(coordinator, "floods")["unanswered"]) == ["In the flood"]


def test_questions_stand_by_age_until_somebody_else_answers(
    coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    young = make_post(officer, space, kind="question", title="Young")
    old = aged(make_post(officer, space, kind="question", title="Old"), hours=30)
    section = on_desk(coordinator)["unanswered"]
    assert [(line.text, line.is_late) for line in section.lines] == [("Old", True), ("Young", False)]
    assert section.hint == "Waiting: 1 for more than a day, 1 for less than a day."
    assert section.lines[0].link == f"/posts/{old.uid}/#thread"
    make_post(officer, space, kind="comment", title="", body="We found it.", parent=old)
    assert texts(on_desk(coordinator)["unanswered"]) == ["Old", "Young"]
    make_post(officer_elsewhere, space, kind="comment", title="", body="Here.", parent=old)
    make_post(officer_elsewhere, space, kind="comment", title="", body="Here.", parent=young)
    page = coordinator.client.get("/desk").content.decode()
    assert "Every question has an answer." in page


def test_what_a_tracker_asks_waits_for_nobody(coordinator: Persona, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="question", title="Collected")
    Post.objects.filter(pk=post.pk).update(source=Source.IMPORTED)
    assert on_desk(coordinator)["unanswered"].total == 0


def test_what_coordinators_were_told_stands_apart(coordinator: Persona, officer: Persona, space: Space) -> None:
    post = aged(make_post(officer, space, kind="question", title="Told"), days=3)
    Pursuit.objects.create(post=post, ring=2, escalated_at=timezone.now())
    sections = on_desk(coordinator)
    assert texts(sections["told"]) == ["Told"]
    assert sections["unanswered"].total == 0


def test_newcomers_stand_with_the_page_that_admits_them(coordinator: Persona, reader: Persona) -> None:
    assert [(line.text, line.is_late) for line in on_desk(coordinator)["newcomers"].lines] == [("reader", False)]
    ask_to_speak(reader.viewer, Membership.objects.get(person=reader.person))
    (line,) = on_desk(coordinator)["newcomers"].lines
    assert (line.link, line.about, line.is_late) == (
        "/organisations/city-of-torino/people", "asks to speak for Torino", True,
    )  # fmt: skip
    assert coordinator.client.get(line.link).status_code == 200


def test_who_has_read_for_long_and_never_asked_waits_for_nobody(coordinator: Persona, reader: Persona) -> None:
    Membership.objects.filter(person=reader.person).update(began_at=timezone.now() - timedelta(days=31))
    assert on_desk(coordinator)["newcomers"].total == 0
    ask_to_speak(reader.viewer, Membership.objects.get(person=reader.person))
    assert on_desk(coordinator)["newcomers"].total == 1


def test_mail_that_came_back_names_whom_it_was_for(coordinator: Persona, officer: Persona) -> None:
    sent = Delivery.objects.create(activity_id=1, person=officer.person, state=DeliveryState.SENT)
    for number in range(2):
        Incoming.objects.create(
            fingerprint=str(number), recipient="bounce@demo.invalid", size=1, outcome=Outcome.BOUNCE,
            delivery_uid=sent.uid,
        )  # fmt: skip
    (line,) = on_desk(coordinator)["bounces"].lines
    assert (line.text, line.about) == ("officer", "Nice · 2 mails came back")
    assert line.link == "/organisations/city-of-nice/people"


def test_dropped_mail_and_failed_deliveries_are_counted(coordinator: Persona, officer: Persona) -> None:
    Incoming.objects.create(fingerprint="x", recipient="x@demo.invalid", size=1, outcome=Outcome.DROPPED)
    Delivery.objects.create(
        activity_id=1, person=officer.person, state=DeliveryState.FAILED, last_error="550 no such user"
    )
    sections = on_desk(coordinator)
    assert [line.link for line in sections["doubtful"].lines] == ["/mail-in/log?outcome=dropped"]
    assert [(line.text, line.about) for line in sections["failed"].lines] == [("officer", "550 no such user")]
    assert coordinator.client.get(sections["failed"].lines[0].link).status_code == 200


def test_mail_that_does_not_leave_is_said_once(coordinator: Persona, officer: Persona) -> None:
    for number in range(3):
        Delivery.objects.create(activity_id=number, person=officer.person, attempts=2)
    assert on_desk(coordinator)["failed"].total == 0
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert texts(on_desk(coordinator)["failed"]) == ["3 mails wait to leave"]


def test_a_digest_that_leaves_a_little_late_is_no_trouble(coordinator: Persona, officer: Persona) -> None:
    now = timezone.now()
    row = Delivery.objects.create(
        activity_id=1, person=officer.person, channel=Channel.DIGEST, next_try=now - timedelta(minutes=10)
    )
    rows = Delivery.objects.filter(pk=row.pk)
    rows.update(created_at=now - timedelta(days=1))
    assert on_desk(coordinator)["failed"].total == 0
    rows.update(attempts=1, next_try=now + timedelta(minutes=1))
    assert on_desk(coordinator)["failed"].total == 0
    rows.update(attempts=0, next_try=now - timedelta(hours=1))
    assert texts(on_desk(coordinator)["failed"]) == ["1 mail waits to leave"]


def made_long_ago(*organisations: Organisation) -> None:
    """They joined a year ago."""
    long_ago = timezone.now() - timedelta(days=365)
    Organisation.objects.filter(pk__in=[one.pk for one in organisations]).update(created_at=long_ago)


def test_silent_cities(coordinator: Persona, officer: Persona, torino: Organisation, space: Space) -> None:
    assert officer.organisation is not None
    made_long_ago(torino)
    (line,) = on_desk(coordinator)["silent"].lines
    assert (line.text, line.about, line.at) == ("City of Torino", "nobody signs in for it", None)
    speaker = make_persona("speaker", torino)
    post = aged(make_post(speaker, space, title="Long ago"), days=61)
    (line,) = on_desk(coordinator)["silent"].lines
    assert (line.link, line.at) == ("/organisations/city-of-torino/", post.published_at)
    make_post(speaker, space, kind="comment", title="", body="We are here.", parent=post)
    assert on_desk(coordinator)["silent"].total == 0


def test_a_space_hears_of_its_own_silent_cities(
    guide: Persona, nice: Organisation, torino: Organisation, space: Space
) -> None:
    made_long_ago(nice, torino)
    do_join(space, nice)
    assert texts(on_desk(guide)["silent"]) == ["City of Nice"]


def test_who_may_invite_nobody_is_not_led_there(
    guide: Persona, coordinator: Persona, torino: Organisation, space: Space
) -> None:
    made_long_ago(torino)
    do_join(space, torino)
    assert [line.link for line in on_desk(guide)["silent"].lines] == ["/organisations/city-of-torino/"]
    assert [line.link for line in on_desk(coordinator)["silent"].lines] == ["/organisations/city-of-torino/people"]


def test_empty_sections_say_so(coordinator: Persona) -> None:
    page = coordinator.client.get("/desk").content.decode()
    for section in on_desk(coordinator).values():
        assert str(section.empty) in page
    assert "Nothing waits for you today." in page


def test_an_archive_waits_for_nobody(coordinator: Persona, officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="question")
    Space.objects.update(state=SpaceState.ARCHIVED)
    assert on_desk(coordinator)["unanswered"].total == 0


def test_the_desk_costs_the_same_however_much_waits(
    coordinator: Persona, officer: Persona, space: Space, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        make_post(officer, space, kind="question", title=f"Question {number}")
    client = coordinator.client
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get("/desk")


def test_what_all_cities_were_asked_waits_to_be_closed_once_its_time_is_up(
    guide: Persona, space: Space, nice: Organisation
) -> None:
    over, running = (make_rollcall(guide, space, [nice]) for _ in range(2))
    RollCall.objects.filter(pk=over.pk).update(deadline=timezone.now() - timedelta(minutes=1))
    assert texts(on_desk(guide)["to-close"]) == ["Playgrounds today"]
    page = guide.client.get("/desk?space=heatwave").content.decode()
    assert f"/posts/{over.post.uid}/close" in page
    assert running.post.uid not in page
    assert "/spaces/heatwave/ask-all" in page
    RollCall.objects.update(closed_at=timezone.now())
    assert on_desk(guide)["to-close"].total == 0


def asks_in(persona: Persona, slug: str = "") -> list[str]:
    """The spaces that the persona's desk offers to ask all cities of."""
    return [begin.space for begin in on_desk(persona, slug)["to-close"].begins]


def test_all_cities_are_asked_from_the_desk_with_one_space_and_with_a_choice(
    coordinator: Persona, guide: Persona, space: Space
) -> None:
    path = f"/spaces/{space.slug}/ask-all"
    assert asks_in(coordinator) == asks_in(guide) == [space.name]
    assert f'<a class="button quiet" href="{path}">Ask all cities</a>' in guide.client.get("/desk").content.decode()
    floods = do_create_space("Floods")
    do_create_space("Old", state=SpaceState.ARCHIVED)
    assert set(asks_in(coordinator)) == {space.name, "Floods"}
    assert asks_in(coordinator, "floods") == ["Floods"]
    page = coordinator.client.get("/desk").content.decode()
    assert f'href="{path}"' in page
    assert f'href="/spaces/{floods.slug}/ask-all"' in page
    assert asks_in(guide) == [space.name]
    assert "Floods" not in guide.client.get("/desk").content.decode()
