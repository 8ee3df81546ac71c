"""What a mail says, to whom, in which words, and what its headers cannot be made to do."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from intercity.notifications.delivering import deliver_due
from intercity.notifications.mail import long_time
from intercity.notifications.models import Channel, Delivery, DeliveryState, Follow
from intercity.notifications.tests.helpers import comment_on, delivery_to, noticed, the_mail
from intercity.organisations.models import Membership, Person
from intercity.posts import actions
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, SpaceMember
from tests.personas import Persona, make_post


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://cities.example"
    settings.DEFAULT_FROM_EMAIL = "Intercity <no-reply@cities.example>"


def sent() -> EmailMessage:
    """The one mail, as it goes over the wire and comes out at the other end."""
    assert deliver_due() == 1
    assert len(mail.outbox) == 1
    parsed = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_it_says_who_when_what_and_where(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="question", title="Who opens cool rooms?")
    answer = comment_on(post, officer_elsewhere, "We do, in **gyms**.\n\n<b>All</b> day.")
    Post.objects.filter(pk=answer.pk).update(published_at=datetime(2026, 7, 1, 10, 30, tzinfo=UTC))
    noticed(answer)
    message = sent()
    for kind in ("plain", "html"):
        text = text_of(message, kind)
        assert "officer elsewhere, City of Torino" in text
        assert "1 Jul 2026, 12:30" in text
        assert f"https://cities.example/posts/{post.uid}/#c-{answer.uid}" in text
        assert "Who opens cool rooms?" in text
        assert "TLP:GREEN" in text
    assert "We do, in **gyms**." in text_of(message)
    assert "<strong>gyms</strong>" in text_of(message, "html")
    assert "<b>" not in text_of(message, "html")


def test_its_headers_thread_it_and_let_it_be_stopped(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    delivery = delivery_to(officer, officer_elsewhere, space, title="Cool rooms")
    message = sent()
    root = Post.objects.get(root=None)
    assert message["Subject"] == "Re: Cool rooms"
    assert message["To"] == officer.person.email
    assert message["From"] == "City of Torino via Intercity <no-reply@cities.example>"
    assert message["Message-ID"] == f"<{delivery.uid}@cities.example>" == delivery.message_id
    assert message["References"] == message["In-Reply-To"] == f"<{root.uid}@cities.example>"
    assert message["List-Unsubscribe"].strip().startswith("<https://cities.example/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    row = the_mail()
    assert (row.state, row.attempts) == (DeliveryState.SENT, 1)
    assert row.sent_at is not None


def test_two_answers_stand_in_one_thread(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    for text in ("One", "Two"):
        noticed(comment_on(post, officer_elsewhere, text))
    deliver_due()
    first, second = (m.message() for m in mail.outbox)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_names_and_titles_cannot_add_headers(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    organisation = officer_elsewhere.organisation
    assert organisation is not None
    organisation.name = 'Evil" <evil@example.net>\r\nBcc: all@example.net'
    organisation.save()
    delivery_to(officer, officer_elsewhere, space, title="Hello\r\nBcc: all@example.net\u202e\u2028X" + "y" * 160)
    message = sent()
    assert message["Bcc"] is None
    assert mail.outbox[0].recipients() == [officer.person.email]
    assert [a.addr_spec for a in message["From"].addresses] == ["no-reply@cities.example"]
    assert message["Subject"].strip().startswith("Re: Hello Bcc: all@example.net X")
    assert len(message["Subject"]) < 150


def test_names_in_other_scripts_arrive_whole(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    organisation = officer_elsewhere.organisation
    assert organisation is not None
    organisation.name = "Община Бургас"
    organisation.save()
    delivery_to(officer, officer_elsewhere, space, title="Прохладни зали за възрастни хора през горещите дни")
    message = sent()
    assert message["From"].addresses[0].display_name == "Община Бургас via Intercity"
    assert message["Subject"].strip() == "Re: Прохладни зали за възрастни хора през горещите дни"


def test_it_speaks_the_persons_language_and_time(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    Person.objects.filter(pk=officer.person.pk).update(language="fr", time_zone="Pacific/Auckland")
    delivery_to(officer, officer_elsewhere, space)
    Post.objects.exclude(root=None).update(published_at=datetime(2026, 7, 1, 10, 30, tzinfo=UTC))
    with translation.override("bg"):
        message = sent()
        assert translation.get_language() == "bg"
    assert "1er juil. 2026, 22:30" in text_of(message)
    assert '<html lang="fr">' in text_of(message, "html")


def test_an_unknown_time_zone_or_language_does_not_stop_it(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    Person.objects.filter(pk=officer.person.pk).update(language="tlh", time_zone="../../etc/passwd")
    delivery_to(officer, officer_elsewhere, space)
    assert sent()["To"] == officer.person.email


def test_a_label_that_keeps_text_inside_sends_a_link_only(
    officer: Persona, officer_elsewhere: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intercity.notifications.mail.FULL_TEXT_LABELS", (Label.CLEAR,))
    noticed(comment_on(make_post(officer, space, title="Secret title"), officer_elsewhere, "Secret text"))
    message = sent()
    assert "Secret" not in message.as_string()
    assert "/posts/" in text_of(message)
    assert "Secret" not in text_of(message) + text_of(message, "html") + message["Subject"]


def test_an_exercise_says_so(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    Space.objects.update(state="exercise")
    space.refresh_from_db()
    delivery_to(officer, officer_elsewhere, space, title="Flood")
    message = sent()
    assert message["Subject"] == "[EXERCISE] Re: Flood"
    assert "EXERCISE" in text_of(message)
    assert "EXERCISE" in text_of(message, "html")


def test_names_of_people_go_only_to_those_who_may_see_them(partner: Persona, officer: Persona, space: Space) -> None:
    noticed(comment_on(make_post(partner, space, label=Label.CLEAR), officer))
    message = sent()
    assert "City of Nice" in text_of(message)
    assert f"{officer.person.name}," not in text_of(message) + text_of(message, "html")


@pytest.mark.parametrize("change", ["left", "space", "relabelled", "withdrawn", "root withdrawn", "muted", "closed"])
def test_who_lost_access_before_sending_gets_nothing(
    change: str, partner: Persona, officer: Persona, space: Space
) -> None:
    SpaceMember.objects.create(space=space, organisation=partner.organisation)
    post = make_post(partner, space)
    answer = comment_on(post, officer)
    assert noticed(answer) == {partner.person.email}
    changes = {
        "left": lambda: Membership.objects.filter(person=partner.person).update(ended_at=timezone.now()),
        "space": lambda: SpaceMember.objects.filter(organisation=partner.organisation).delete(),
        "relabelled": lambda: Post.objects.update(label=Label.RED),
        "withdrawn": lambda: actions.withdraw(officer.viewer, answer),
        "root withdrawn": lambda: actions.withdraw(partner.viewer, post),
        "muted": lambda: Follow.objects.create(person=partner.person, post=post, muted=True),
        "closed": lambda: Person.objects.filter(pk=partner.person.pk).update(is_active=False),
    }
    changes[change]()
    assert deliver_due() == 1
    assert mail.outbox == []
    row = the_mail()
    assert row.state == DeliveryState.DROPPED
    assert row.last_error


def test_a_bug_in_one_mail_does_not_stop_the_next(
    officer: Persona, officer_elsewhere: Persona, space: Space, settings: Settings
) -> None:
    post = make_post(officer, space)
    noticed(comment_on(post, officer_elsewhere, "One"))
    Delivery.objects.update(message_id="<broken\nBcc: all@example.net>")
    noticed(comment_on(post, officer_elsewhere, "Two"))
    assert deliver_due() == 2
    assert len(mail.outbox) == 1
    states = Delivery.objects.filter(channel=Channel.MAIL).order_by("pk").values_list("state", flat=True)
    assert list(states) == [DeliveryState.QUEUED, DeliveryState.SENT]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (datetime(2026, 11, 27, 11, 49, tzinfo=UTC), "Friday 27 November, 12:49 (Berlin time)"),
        (datetime(2027, 1, 8, 23, 30, tzinfo=UTC), "Saturday 9 January 2027, 00:30 (Berlin time)"),
    ],
)
def test_a_moment_not_to_be_missed_names_its_day_and_place(
    day: datetime, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
    with timezone.override("Europe/Berlin"), translation.override("en"):
        assert long_time(day) == said
