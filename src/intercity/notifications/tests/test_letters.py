"""The one mail, whoever tells it: buttons, answers, threads, and what may travel."""

from __future__ import annotations

from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.notifications.actions import set_choice
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery, DeliveryState
from intercity.notifications.recipients import notify
from intercity.notifications.tellers.answer import ANSWER
from intercity.notifications.tests.helpers import act_of, comment_on, noticed
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace, all_events, all_tellers
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post, make_readers

ALARM = Event("alarm", "Alarms", Pace.NOW)


class Alarm:
    """A teller for these tests: tells everybody, and duty mailboxes."""

    name = "alarm"
    event = ALARM
    verbs = frozenset({"post.published", "organisation.changed"})
    settled = False

    def cares(self, activity: Activity) -> bool:
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        return Person.objects.order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        if self.settled:
            raise NotForThem("settled")
        return Letter("Zq subject", "Zq lead.", [Button("Not us", "/posts/x/asked")])

    def mailboxes(self, activity: Activity) -> Iterable[Organisation]:
        return Organisation.objects.order_by("pk")

    def mailbox_letter(self, activity: Activity, organisation: Organisation, post: Post | None) -> Letter:
        return Letter("On duty", "Zq lead.")


@pytest.fixture
def alarm(monkeypatch: pytest.MonkeyPatch) -> Alarm:
    """The only teller there is."""
    made = Alarm()
    monkeypatch.setattr("intercity.notifications.recipients.all_tellers", lambda: {"alarm": made})
    monkeypatch.setattr("intercity.notifications.mail.all_tellers", lambda: {"alarm": made})
    return made


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://cities.example"
    settings.DEFAULT_FROM_EMAIL = "Intercity <no-reply@cities.example>"
    settings.MAIL_IN_DOMAIN = "in.cities.example"


def sent() -> list[EmailMessage]:
    """Everything that goes out now, as it comes out at the other end."""
    mail.outbox.clear()
    while deliver_due():
        pass
    parsed = [message_from_bytes(each.message().as_bytes(), policy=policy.default) for each in mail.outbox]
    return [each for each in parsed if isinstance(each, EmailMessage)]


def words(message: EmailMessage) -> str:
    """Subject and both bodies."""
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    return "\n".join([message["Subject"], *(str(body.get_content()) for body in bodies if body is not None)])


def test_buttons_lead_to_pages_and_answers_come_back(
    alarm: Alarm, officer: Persona, colleague: Persona, space: Space
) -> None:
    notify(act_of(make_post(officer, space, title="Who has beds?", body="We need **200**. @nice")))
    (message,) = sent()
    text = words(message)
    for part in ("Zq subject", "Zq lead.", "Not us", "https://cities.example/posts/x/asked", "Who has beds?"):
        assert part in text
    assert 'href="https://cities.example/organisations/city-of-nice/"' in text
    assert message["Reply-To"].startswith("reply+")
    assert message["Reply-To"].endswith("@in.cities.example")
    assert message["From"].addresses[0].addr_spec == "no-reply@cities.example"
    assert mail.outbox[0].from_email.startswith("bounce+")
    assert "You can answer this mail" in text
    assert "nobody reads this mailbox" not in text


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_of_narrow_labels_only_a_link_travels(
    label: str, alarm: Alarm, officer: Persona, colleague: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Zq title", body="Zq body", label=label)
    assert officer.organisation
    if label == Label.RED:
        Post.objects.update(readers=make_readers(officer.organisation))
    notify(act_of(post))
    (message,) = sent()
    assert message["Subject"] == "Something new in Heatwave"
    assert "Zq " not in words(message)
    assert f"https://cities.example/posts/{post.uid}/" in words(message)
    # Neither what it asks for nor who speaks.
    assert "Not us" not in words(message)
    assert message["From"] == "Intercity <no-reply@cities.example>"
    # An answer by mail would carry words into it.
    assert message["Reply-To"] is None
    assert "You can answer this mail" not in words(message)


def test_an_answer_says_nothing_of_a_conversation_that_was_narrowed(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Zq title")
    noticed(comment_on(post, officer_elsewhere, "Zq answer"))
    Post.objects.filter(pk=post.pk).update(label=Label.AMBER)
    (message,) = sent()
    assert "Zq " not in words(message)
    assert message["Reply-To"] is None


def test_who_may_not_answer_is_not_told_to(
    alarm: Alarm, officer: Persona, colleague: Persona, reader: Persona, space: Space
) -> None:
    notify(act_of(make_post(officer, space)))
    found = {message["To"]: message for message in sent()}
    assert found[colleague.person.email]["Reply-To"]
    assert found[reader.person.email]["Reply-To"] is None
    assert "You can answer this mail" not in words(found[reader.person.email])


def test_what_is_settled_meanwhile_is_dropped(alarm: Alarm, officer: Persona, colleague: Persona, space: Space) -> None:
    notify(act_of(make_post(officer, space)))
    alarm.settled = True
    assert sent() == []
    row = Delivery.objects.get(channel="mail")
    assert (row.state, row.last_error) == (DeliveryState.DROPPED, "settled")


def test_a_teller_that_is_gone_leaves_nothing_waiting(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    noticed(comment_on(make_post(officer, space), officer_elsewhere))
    Delivery.objects.update(teller="gone")
    assert sent() == []
    assert Delivery.objects.get(channel="mail").state == DeliveryState.DROPPED


def test_an_act_without_a_post_has_its_letter_alone(alarm: Alarm, officer: Persona) -> None:
    notify(Activity.objects.create(verb="organisation.changed", at="2026-07-01T10:00:00Z"))
    (message,) = sent()
    assert "Zq lead." in words(message)
    assert message["Reply-To"] is None
    assert message["List-Unsubscribe"]


def test_duty_mailboxes_get_it_at_the_address_of_now(
    alarm: Alarm, officer: Persona, partner: Persona, space: Space, nice: Organisation, ministry: Organisation
) -> None:
    Organisation.objects.update(duty_email="duty@old.example", languages=["fr"])
    Person.objects.update(is_active=False)
    act = act_of(make_post(officer, space))
    for _again in range(2):
        notify(act)
    Organisation.objects.filter(pk=nice.pk).update(duty_email="duty@nice.example")
    (message,) = sent()
    assert message["To"] == "duty@nice.example"
    assert '<html lang="fr">' in words(message)
    assert message["List-Unsubscribe"] is None
    assert Delivery.objects.get(mailbox=ministry).last_error == "may not see it any more"


def test_mails_of_one_conversation_name_each_other(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, body="@torino?", title="Who?")
    noticed(post)
    (first,) = sent()
    assert (first["Subject"], first["In-Reply-To"]) == ("Who?", None)
    comment = comment_on(post, officer_elsewhere)
    reply = comment_on(comment, officer)
    noticed(reply)
    (second,) = sent()
    anchor = f"<{post.uid}@cities.example>"
    assert first["References"] == anchor
    assert second["Subject"] == "Re: Who?"
    assert second["References"] == f"{anchor} {first['Message-ID']}"
    assert second["In-Reply-To"] == first["Message-ID"]


def test_who_stops_the_event_before_sending_gets_nothing(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    noticed(comment_on(make_post(officer, space), officer_elsewhere))
    set_choice(officer.person, ANSWER, "now", "inside")
    assert sent() == []
    assert Delivery.objects.get(channel="mail").last_error == "wants no mail about it"


def test_every_teller_is_known_and_stored_names_fit() -> None:
    assert all(len(name) <= 24 for name in all_tellers())
    assert all(len(name) <= 16 and "-" not in name for name in all_events())
