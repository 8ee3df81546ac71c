"""The digest: what it carries, for whom, in which order, and that it goes once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.notifications.actions import set_choice, set_follow
from intercity.notifications.choices import gathered
from intercity.notifications.delivering import deliver_digests, deliver_due
from intercity.notifications.digest.items import Item
from intercity.notifications.digest.ranking import MOST_ITEMS
from intercity.notifications.digest.reading import answers_to
from intercity.notifications.leasing import LEASE, lease_digest
from intercity.notifications.models import By, Channel, Delivery, DeliveryState, Follow
from intercity.notifications.recipients import notify
from intercity.notifications.tellers.followed import FOLLOWED
from intercity.notifications.tests.helpers import comment_on
from intercity.organisations.models import Membership, Organisation, Person
from intercity.posts import actions
from intercity.posts.models import Post, Tally
from intercity.posts.telling import Pace
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
parser = BytesParser(EmailMessage, policy=policy.default)


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://cities.example"
    settings.DEFAULT_FROM_EMAIL = "Intercity <no-reply@cities.example>"
    settings.MAIL_IN_DOMAIN = "in.cities.example"


@pytest.fixture
def follower(torino: Organisation, space: Space) -> Persona:
    """Follows the space and takes part in nothing."""
    made = make_persona("follower", torino)
    set_follow(made.person, "space", space)
    return made


def tell(acts: Iterable[Activity] | None = None) -> None:
    for act in Activity.objects.order_by("pk") if acts is None else acts:
        notify(act)


def next_morning() -> datetime:
    return timezone.now() + timedelta(days=8)


def digests_of(persona: Persona) -> list[EmailMessage]:
    """What the next morning brings this person, as it goes over the wire."""
    deliver_digests(next_morning())
    raw = [each.message().as_bytes() for each in mail.outbox if persona.person.email in each.to]
    return [parser.parsebytes(each) for each in raw]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def rows_of(persona: Persona) -> list[Delivery]:
    return list(Delivery.objects.filter(person=persona.person, channel=Channel.DIGEST).order_by("pk"))


def test_question_and_answer_stand_in_it_in_full(
    officer: Persona, officer_elsewhere: Persona, follower: Persona, space: Space, topic: Topic
) -> None:
    post = make_post(
        officer, space, kind="question", title="Who opens cool rooms?", body="We **plan**.", topics=[topic]
    )
    comment_on(post, officer_elsewhere, "We do, in gyms.\n\nAll day.")
    tell()
    (message,) = digests_of(follower)
    for kind in ("plain", "html"):
        text = text_of(message, kind)
        assert "housing" in text.lower()
        assert "Who opens cool rooms?" in text
        assert "We do, in gyms." in text
        assert "All day." in text
        assert f"https://cities.example/posts/{post.uid}/" in text
        assert "City of Torino" in text
        assert "reply+" in text
    assert "<strong>plan</strong>" in text_of(message, "html")
    assert message["Subject"] == "Who opens cool rooms?"


def test_its_headers_keep_it_together_and_let_it_be_stopped(officer: Persona, follower: Persona, space: Space) -> None:
    make_post(officer, space)
    tell()
    (message,) = digests_of(follower)
    (row,) = rows_of(follower)
    assert (row.state, row.message_id) == (DeliveryState.SENT, message["Message-ID"])
    assert message["References"] == message["In-Reply-To"] == f"<digest.{follower.person.uid}@cities.example>"
    assert message["Reply-To"].startswith("reply+")
    assert message["Auto-Submitted"] == "auto-generated"
    path = urlsplit(message["List-Unsubscribe"].strip("<> ")).path
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).content == b"OK"
    assert gathered(follower.person) == []
    assert b"have stopped" in Client().get(path).content
    Client().post(path, {"what": "resume"})
    assert FOLLOWED in gathered(follower.person)


def test_who_only_reads_is_not_told_to_answer(officer: Persona, reader: Persona, space: Space) -> None:
    set_follow(reader.person, "space", space)
    make_post(officer, space, title="Cool rooms")
    tell()
    (message,) = digests_of(reader)
    assert "Cool rooms" in text_of(message)
    assert message["Reply-To"] is None
    assert "reply+" not in text_of(message) + text_of(message, "html")


def test_nothing_comes_when_there_is_nothing(officer: Persona, follower: Persona, space: Space) -> None:
    assert digests_of(follower) == []
    post = make_post(officer, space)
    tell()
    actions.withdraw(officer.viewer, post)
    assert digests_of(follower) == []
    (row,) = rows_of(follower)
    assert (row.state, row.last_error) == (DeliveryState.DROPPED, "may not see it any more")


def test_it_waits_for_the_morning(officer: Persona, follower: Persona, space: Space) -> None:
    make_post(officer, space)
    tell()
    deliver_due()
    assert mail.outbox == []
    assert rows_of(follower)[0].state == DeliveryState.QUEUED


@pytest.mark.parametrize("change", ["left", "relabelled", "muted", "never", "inside", "closed"])
def test_who_lost_access_or_wish_gets_nothing(change: str, officer: Persona, follower: Persona, space: Space) -> None:
    post = make_post(officer, space)
    tell()
    person = follower.person
    changes = {
        "left": lambda: Membership.objects.filter(person=person).update(ended_at=timezone.now()),
        "relabelled": lambda: Post.objects.update(label=Label.RED),
        "muted": lambda: Follow.objects.create(person=person, post=post, muted=True),
        "never": lambda: set_choice(person, FOLLOWED, Pace.NEVER, By.MAIL),
        "inside": lambda: set_choice(person, FOLLOWED, Pace.DAILY, By.INSIDE),
        "closed": lambda: Person.objects.filter(pk=person.pk).update(is_active=False),
    }
    changes[change]()
    assert digests_of(follower) == []
    assert [row.state for row in rows_of(follower)] == [DeliveryState.DROPPED]


def test_of_an_answer_for_fewer_only_that_there_is_one_travels(
    officer: Persona, torino: Organisation, space: Space
) -> None:
    """Under a post whose text is in the digest: neither the words nor who wrote them."""
    do_join(space, torino)
    follower = make_persona("follower in the space", torino)
    set_follow(follower.person, "space", space)
    post = make_post(officer, space, title="Cool rooms")
    set_follow(follower.person, "post", post)
    ghent = make_persona("writer", make_organisation("City of Ghent"))
    answer = make_post(ghent, space, kind="comment", parent=post, body="Zq words")
    tell()
    Post.objects.filter(pk=answer.pk).update(label=Label.AMBER)
    (message,) = digests_of(follower)
    both = text_of(message) + text_of(message, "html")
    assert "Cool rooms" in both
    assert both.count("Something new here. Its text is not sent by mail.") == 2
    assert "Zq" not in both
    assert "Ghent" not in both


def test_one_lost_post_does_not_take_the_others_along(officer: Persona, follower: Persona, space: Space) -> None:
    lost, kept = make_post(officer, space, title="Gone"), make_post(officer, space, title="Stays")
    tell()
    actions.withdraw(officer.viewer, lost)
    (message,) = digests_of(follower)
    assert "Gone" not in message.as_string()
    assert kept.title in text_of(message)
    assert [row.state for row in rows_of(follower)] == [DeliveryState.DROPPED, DeliveryState.SENT]


def test_no_more_than_fifteen_and_the_rest_is_counted(officer: Persona, follower: Persona, space: Space) -> None:
    for number in range(MOST_ITEMS + 12):
        make_post(officer, space, title=f"Title {number}.")
    tell()
    (message,) = digests_of(follower)
    shown = [number for number in range(MOST_ITEMS + 12) if f"Title {number}." in text_of(message)]
    assert len(shown) == MOST_ITEMS == 15
    assert "And 12 more: https://cities.example/inbox?show=unread" in text_of(message)
    assert {row.state for row in rows_of(follower)} == {DeliveryState.SENT}


def test_the_most_useful_comes_first_under_its_topic(
    officer: Persona, officer_elsewhere: Persona, follower: Persona, space: Space, topic: Topic
) -> None:
    plain = make_post(officer, space, title="Plain", topics=[topic])
    adopted = make_post(officer, space, title="Adopted", kind="practice", topics=[topic])
    Tally.objects.update_or_create(post=adopted, defaults={"adopted": 3})
    other = make_post(officer, space, title="Other words")
    mine = make_post(officer, space, title="Answered", kind="question", topics=[topic])
    comment_on(mine, officer_elsewhere)
    tell()
    (message,) = digests_of(follower)
    text = text_of(message)
    order = [text.index(f"* {post.title}") for post in (mine, adopted, plain, other)]
    assert order == sorted(order)
    assert message["Subject"] == "Answered, and 3 more"


def test_answers_that_came_by_mail_are_not_repeated_nor_ones_own(
    officer: Persona, officer_elsewhere: Persona, colleague: Persona, space: Space
) -> None:
    set_follow(officer_elsewhere.person, "space", space)
    post = make_post(officer, space, title="Cool rooms")
    comment_on(post, officer_elsewhere, "My own words")
    comment_on(post, colleague, "Mailed at once")
    tell()
    deliver_due()
    mail.outbox.clear()
    (message,) = digests_of(officer_elsewhere)
    assert "Cool rooms" in text_of(message)
    assert "My own words" not in text_of(message)
    assert "Mailed at once" not in text_of(message)


def test_an_answer_whose_own_mail_failed_is_not_lost(
    officer: Persona, officer_elsewhere: Persona, colleague: Persona, space: Space
) -> None:
    set_follow(officer_elsewhere.person, "space", space)
    post = make_post(officer, space)
    comment_on(post, officer_elsewhere)
    comment_on(post, colleague, "Never arrived")
    tell()
    Delivery.objects.filter(channel=Channel.MAIL).update(state=DeliveryState.FAILED)
    (message,) = digests_of(officer_elsewhere)
    assert "Never arrived" in text_of(message)


def test_old_answers_of_a_long_conversation_are_not_read(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    comments = [comment_on(post, officer_elsewhere) for _ in range(3)]
    item = Item([], root=post, answer_uids={comments[-1].uid})
    assert list(answers_to([item], officer.viewer)) == comments[-1:]
    item.is_new = True
    assert list(answers_to([item], officer.viewer)) == comments


def test_a_followed_post_brings_its_new_answers_only(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, space: Space
) -> None:
    post = make_post(officer, space, body="Long known")
    comment_on(post, officer_elsewhere, "Old answer")
    tell()
    set_follow(reader.person, "post", post)
    answer = comment_on(post, officer_elsewhere, "New answer")
    tell(Activity.objects.filter(post_uid=answer.uid))
    (message,) = digests_of(reader)
    assert "New answer" in text_of(message)
    assert "Old answer" not in text_of(message)
    assert "Long known" not in text_of(message)


def test_a_long_text_stands_with_its_first_lines(officer: Persona, follower: Persona, space: Space) -> None:
    make_post(officer, space, body="Begins here. " + "Goes on. " * 200 + "Ends here.")
    tell()
    (message,) = digests_of(follower)
    for kind in ("plain", "html"):
        assert "Begins here." in text_of(message, kind)
        assert "Ends here." not in text_of(message, kind)


def test_labels_that_keep_text_inside_send_a_link_only(
    officer: Persona, officer_elsewhere: Persona, follower: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intercity.notifications.mail.FULL_TEXT_LABELS", (Label.CLEAR,))
    post = make_post(officer, space, title="Secret title", body="Secret text")
    comment_on(post, officer_elsewhere, "Secret answer")
    tell()
    (message,) = digests_of(follower)
    everything = message.as_string() + text_of(message) + text_of(message, "html")
    assert "Secret" not in everything
    assert "Something new in Heatwave" in text_of(message)
    assert f"/posts/{post.uid}/" in text_of(message)


def test_it_speaks_the_readers_language_and_time(
    officer: Persona, follower: Persona, space: Space, topic: Topic
) -> None:
    Person.objects.filter(pk=follower.person.pk).update(language="fr", time_zone="Pacific/Auckland")
    make_post(officer, space, topics=[topic])
    tell()
    (message,) = digests_of(follower)
    assert "LOGEMENT" in text_of(message)
    assert '<html lang="fr">' in text_of(message, "html")


def test_a_killed_worker_leaves_the_same_digest_to_the_next(officer: Persona, follower: Persona, space: Space) -> None:
    make_post(officer, space, title="First")
    tell()
    killed = lease_digest(next_morning())
    assert killed is not None
    assert lease_digest(next_morning()) is None
    make_post(officer, space, title="Second")
    tell(Activity.objects.order_by("-pk")[:1])
    deliver_digests(next_morning() + LEASE)
    first, second = sorted(mail.outbox, key=lambda each: each.subject)
    assert (first.subject, second.subject) == ("First", "Second")
    assert first.extra_headers["Message-ID"] == killed.message_id != second.extra_headers["Message-ID"]
    assert {row.state for row in rows_of(follower)} == {DeliveryState.SENT}


def test_a_server_that_is_away_puts_the_whole_digest_off(
    officer: Persona, follower: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_post(officer, space, title=f"Title {number}")
    tell()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        deliver_digests(next_morning())
    assert {(row.state, row.attempts) for row in rows_of(follower)} == {(DeliveryState.QUEUED, 1)}
    assert len({row.message_id for row in rows_of(follower)}) == 1
    (message,) = digests_of(follower)
    assert message["Message-ID"] == rows_of(follower)[0].message_id


def refuse(*_args: object) -> None:
    raise ConnectionRefusedError


def test_it_costs_the_same_for_many_posts_as_for_few(
    officer: Persona, officer_elsewhere: Persona, follower: Persona, space: Space, topic: Topic,
    django_assert_max_num_queries: object,
) -> None:  # fmt: skip
    for number in range(30):
        post = make_post(officer, space, title=f"Title {number}", topics=[topic])
        comment_on(post, officer_elsewhere)
    tell()
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        deliver_digests(next_morning())
    assert len(mail.outbox) == 1
