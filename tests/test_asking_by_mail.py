"""A question goes to those likely to know, to more of them, then to coordinators: by mail, with a reason each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.matching.actions import ask, decline
from intercity.matching.models import Asked
from intercity.matching.proposing import propose
from intercity.matching.rings import pursue
from intercity.matching.subject import subject_of
from intercity.matching.tests.helpers import ask_about, grow_old, make_knower
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Channel, Delivery
from intercity.pipeline.steps import steps_for
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post, make_readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(officer: Persona, space: Space, topic: Topic) -> Post:
    """A question of Nice, of which Lyon knows most; what was posted before was noticed before."""
    make_knower("Lyon", space, topic, practices=2, duty_email="duty@lyon.example")
    make_knower("Ghent", space, topic)
    question = ask_about(officer, space, topic)
    notice_all()
    Delivery.objects.all().delete()
    return question


def notice_all(after: int = 0) -> int:
    """What the worker does for every act after `after`, twice, as after a kill; gives the last one's id."""
    acts = list(Activity.objects.filter(pk__gt=after).order_by("pk"))
    for act in acts:
        for step in steps_for(act):
            step.run(act)
            step.run(act)
    return acts[-1].pk if acts else after


def mails() -> dict[str, list[str]]:
    """Deliver what is due; subjects by address, sorted."""
    mail.outbox.clear()
    deliver_due()
    found: dict[str, list[str]] = {}
    for one in mail.outbox:
        found.setdefault(one.to[0], []).append(one.subject)
    return found


def send(officer: Persona, question: Post, most: int = 1) -> None:
    """Ask the first of those who are proposed."""
    ask(officer.viewer, question, propose(officer.viewer, subject_of(question), most))


def test_whoever_is_asked_gets_one_mail_with_the_reason_and_three_ways(officer: Persona, question: Post) -> None:
    send(officer, question)
    notice_all()
    assert mails() == {"officer.of.lyon@example.org": ["Nice asks you: Where do people sleep?"]}
    (sent,) = mail.outbox
    assert "shared 2 practices on Housing" in sent.body
    for way in ("#answer", "do=pass", "do=decline"):
        assert way in sent.body


def test_whoever_settled_it_before_the_mail_left_gets_none(officer: Persona, question: Post) -> None:
    send(officer, question)
    notice_all()
    lyon = Asked.objects.select_related("post__space", "organisation").get()
    speaker = lyon.organisation.memberships.get()
    decline(Persona(speaker.person, lyon.organisation).viewer, lyon)
    assert mails() == {}


def test_whoever_may_not_see_it_any_more_gets_none(officer: Persona, question: Post) -> None:
    send(officer, question)
    notice_all()
    assert officer.organisation
    Post.objects.filter(pk=question.pk).update(label=Label.RED, readers=make_readers(officer.organisation))
    assert mails() == {}


def test_whoever_is_asked_for_the_space_only_gets_a_link(officer: Persona, question: Post) -> None:
    send(officer, question)
    notice_all()
    Post.objects.filter(pk=question.pk).update(label=Label.AMBER)
    assert mails() == {"officer.of.lyon@example.org": ["Something new in Heatwave"]}


def test_nobody_answers_and_everybody_hears_what_is_done(
    officer: Persona, coordinator: Persona, question: Post
) -> None:
    send(officer, question)
    last = notice_all()
    mails()
    grow_old(question, 2.5)
    assert pursue(timezone.now()) == 1
    last = notice_all(last)
    found = mails()
    assert found["officer.of.ghent@example.org"] == ["Nice asks you: Where do people sleep?"]
    assert found[officer.person.email] == ["We asked more cities: Where do people sleep?"]
    grow_old(question, 7)
    assert pursue(timezone.now()) == 1
    notice_all(last)
    found = mails()
    assert found == {
        officer.person.email: ["We told the coordinators: Where do people sleep?"],
        coordinator.person.email: ["No answer yet: Where do people sleep?"],
        "duty@lyon.example": ["No answer yet: Where do people sleep?"],
    }
    assert pursue(timezone.now() + timedelta(hours=10)) == 0


def test_an_answer_ends_it(officer: Persona, space: Space, question: Post) -> None:
    send(officer, question)
    lyon = Asked.objects.get().organisation
    speaker = Persona(lyon.memberships.get().person, lyon)
    make_post(speaker, space, kind="comment", parent=question)
    grow_old(question, 30)
    assert pursue(timezone.now()) == 0
    notice_all()
    assert "officer.of.lyon@example.org" not in mails()
    assert not Delivery.objects.filter(teller="desk", channel=Channel.MAIL).exists()
