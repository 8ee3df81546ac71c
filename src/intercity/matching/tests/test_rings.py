"""What the clock does for a question that nobody answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from intercity.activity.models import Activity
from intercity.adoption.actions import Wording
from intercity.adoption.actions.saying import do_say
from intercity.adoption.models import Standing
from intercity.matching.actions import ask
from intercity.matching.models import Asked, AskedState, Pursuit
from intercity.matching.proposing import describe, propose
from intercity.matching.queries import escalations
from intercity.matching.reasons import sentences
from intercity.matching.rings import move, next_ring, pursue, waiting
from intercity.matching.subject import subject_of
from intercity.matching.telling import asked, asker, desk
from intercity.matching.tests.helpers import ask_about, grow_old, make_knower
from intercity.organisations.models import Membership
from intercity.posts.actions import withdraw
from intercity.posts.actions.tallying import do_tally
from intercity.posts.models import Post
from intercity.posts.telling import MailboxTeller, NotForThem
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Label, Space, SpaceCoordinator, SpaceState, Topic
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(officer: Persona, space: Space, topic: Topic) -> Post:
    """A question in a crisis: others are asked after two hours, coordinators told after six."""
    return ask_about(officer, space, topic)


def ask_first(officer: Persona, question: Post, *them: Persona, left_out: tuple[str, ...] = ()) -> None:
    """The first ring."""
    keys = [persona.organisation.pk for persona in them if persona.organisation]
    ask(officer.viewer, question, describe(officer.viewer, subject_of(question), keys), left_out=left_out)


def tick() -> int:
    """The clock looks once."""
    return pursue(timezone.now())


def acts(verb: str) -> list[Activity]:
    """The acts with that verb."""
    return list(Activity.objects.filter(verb=verb).order_by("pk"))


def test_after_the_hours_of_the_space_more_are_asked_once(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    lyon, ghent = make_knower("Lyon", space, topic, practices=1), make_knower("Ghent", space, topic)
    ask_first(officer, question, lyon)
    grow_old(question, 1.9)
    assert tick() == 0
    grow_old(question, 2.1)
    assert [tick(), tick()] == [1, 0]
    assert [(row.organisation, row.ring) for row in Asked.objects.order_by("pk")] == [
        (lyon.organisation, 1), (ghent.organisation, 2)
    ]  # fmt: skip
    assert [act.data["ring"] for act in acts("question.asked")] == [1, 2]


def test_a_question_of_which_nobody_was_asked_is_helped_too(space: Space, topic: Topic, question: Post) -> None:
    make_knower("Lyon", space, topic)
    grow_old(question, 3)
    assert tick() == 1
    assert Asked.objects.get().ring == 2


def test_whoever_was_taken_off_the_list_is_not_asked_later(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    lyon, ghent = make_knower("Lyon", space, topic), make_knower("Ghent", space, topic)
    assert ghent.organisation is not None
    ask_first(officer, question, lyon, left_out=(ghent.organisation.uid,))
    grow_old(question, 3)
    tick()
    assert [row.organisation for row in Asked.objects.all()] == [lyon.organisation]
    assert Pursuit.objects.get().ring == 2


def test_whoever_wants_no_others_asked_is_heeded_but_the_coordinators_hear(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    make_knower("Lyon", space, topic)
    ask(officer.viewer, question, [], goes_on=False)
    grow_old(question, 7)
    assert [tick(), tick()] == [1, 0]
    assert not Asked.objects.exists()
    assert len(acts("question.escalated")) == 1


def test_then_the_coordinators_are_told_once(
    officer: Persona, coordinator: Persona, space: Space, topic: Topic, question: Post
) -> None:
    make_knower("Lyon", space, topic)
    grow_old(question, 6.1)
    assert [tick(), tick(), tick()] == [1, 1, 0]
    (act,) = acts("question.escalated")
    assert list(desk.listeners(act)) == [coordinator.person]
    assert list(escalations(officer.viewer)) == [question]
    own = make_persona("own", officer.organisation)
    SpaceCoordinator.objects.create(space=space, person=own.person)
    assert list(desk.listeners(act)) == [own.person]


def test_answered_settled_and_archived_questions_are_left_alone(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    make_knower("Lyon", space, topic)
    answered, settled = ask_about(officer, space, topic), ask_about(officer, space, topic)
    make_post(officer_elsewhere, space, kind="comment", parent=answered)
    do_tally(settled, answered=True)
    Post.objects.filter(root=None).update(published_at=timezone.now() - timedelta(hours=30))
    assert tick() == 0
    waiting = ask_about(officer, space, topic)
    grow_old(waiting, 30)
    Space.objects.update(state=SpaceState.ARCHIVED)
    assert tick() == 0
    Space.objects.update(state=SpaceState.ACTIVE)
    assert tick() == 1


def test_what_the_asker_adds_is_no_answer(officer: Persona, space: Space, topic: Topic, question: Post) -> None:
    make_knower("Lyon", space, topic)
    make_post(officer, space, kind="comment", parent=question)
    grow_old(question, 3)
    assert tick() == 1


def test_what_is_long_past_is_not_woken_up(space: Space, topic: Topic, question: Post) -> None:
    make_knower("Lyon", space, topic)
    grow_old(question, 24 * 60)
    assert tick() == 0


def test_one_question_that_fails_does_not_keep_the_others_waiting(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    make_knower("Lyon", space, topic)
    broken = ask_about(officer, space, topic)
    Asked.objects.create(post=broken, organisation=officer.organisation)
    Pursuit.objects.create(post=broken, left_out={"not": ["a list"]})
    for post in (broken, question):
        grow_old(post, 3)
    assert tick() >= 1
    assert Asked.objects.filter(post=question).exists()


def test_those_who_are_asked_hear_why_and_what_to_do(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    lyon = make_knower("Lyon", space, topic, practices=2)
    ask_first(officer, question, lyon)
    (act,) = acts("question.asked")
    assert list(asked.listeners(act)) == [lyon.person]
    letter = asked.letter(act, lyon.person, question)
    assert letter.subject == "Nice asks you: Where do people sleep?"
    assert "shared 2 practices on Housing" in letter.lead
    assert [button.label for button in letter.buttons] == ["Answer", "Pass to a colleague", "Not us"]
    with translation.override("fr"):
        assert "Logement" in asked.letter(act, lyon.person, question).lead


def test_whoever_settled_it_is_not_written_to(officer: Persona, space: Space, topic: Topic, question: Post) -> None:
    lyon = make_knower("Lyon", space, topic)
    ask_first(officer, question, lyon)
    (act,) = acts("question.asked")
    Asked.objects.update(state=AskedState.DECLINED)
    with pytest.raises(NotForThem):
        asked.letter(act, lyon.person, question)
    Asked.objects.update(state=AskedState.WAITING)
    make_post(lyon, space, kind="comment", parent=question)
    with pytest.raises(NotForThem):
        asked.letter(act, lyon.person, question)


def test_the_asker_hears_what_was_done_without_them(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    lyon = make_knower("Lyon", space, topic)
    make_knower("Ghent", space, topic)
    ask_first(officer, question, lyon)
    grow_old(question, 6.5)
    tick()
    tick()
    first, second = acts("question.asked")
    assert not asker.cares(first)
    assert asker.cares(second)
    assert list(asker.listeners(second)) == [officer.person]
    assert asker.letter(second, officer.person, question).lead.endswith("we asked: Ghent.")
    assert "coordinators" in asker.letter(acts("question.escalated")[0], officer.person, question).lead


def test_whom_the_asker_adds_later_is_no_news_to_them(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    grow_old(question, 3)
    tick()
    ask_first(officer, question, make_knower("Lyon", space, topic))
    (act,) = acts("question.asked")
    assert act.data["ring"] == 2
    assert not asker.cares(act)


def test_whoever_left_does_not_hear_who_was_asked_but_their_colleagues_do(
    officer: Persona, colleague: Persona, partner: Persona, space: Space, topic: Topic
) -> None:
    make_knower("Ghent", space, topic)
    question = ask_about(officer, space, topic, Label.CLEAR)
    grow_old(question, 3)
    tick()
    (act,) = acts("question.asked")
    officer.person.memberships.update(ended_at=timezone.now())
    assert partner.organisation is not None
    Membership.objects.create(person=officer.person, organisation=partner.organisation, verified_at=timezone.now())
    assert list(asker.listeners(act)) == [colleague.person]
    assert "Ghent" in asker.letter(act, colleague.person, question).lead
    with pytest.raises(NotForThem):
        asker.letter(act, officer.person, question)


def test_what_happens_while_the_clock_looks_is_heeded(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    lyon, ghent = make_knower("Lyon", space, topic), make_knower("Ghent", space, topic)
    grow_old(question, 3)
    now, question = timezone.now(), Post.objects.get(pk=question.pk)
    found = next_ring(question, Pursuit(post=question))
    assert {one.organisation for one in found} == {lyon.organisation, ghent.organisation}
    assert ghent.organisation is not None
    ask(officer.viewer, question, [], left_out=[ghent.organisation.uid])
    comment = make_post(lyon, space, kind="comment", parent=question)
    assert move(question, now, "ring", found) == 0
    assert not Asked.objects.exists()
    withdraw(lyon.viewer, comment)
    assert move(question, now, "ring", found) == 1
    assert [row.organisation for row in Asked.objects.all()] == [lyon.organisation]


def test_when_all_is_done_the_clock_does_not_look_again(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    ask(officer.viewer, question, [], goes_on=False)
    grow_old(question, 7)
    assert tick() == 1
    assert not waiting(timezone.now()).exists()
    assert list(waiting(timezone.now(), undone=False)) == [question]


def test_duty_mailboxes_hear_of_it_but_not_in_an_exercise(
    officer: Persona, space: Space, topic: Topic, question: Post
) -> None:
    lyon, ghent = make_knower("Lyon", space, topic, duty_email="duty@lyon.example"), make_knower("Ghent", space, topic)
    ask_first(officer, question, lyon, ghent)
    grow_old(question, 6.5)
    tick()
    tick()
    (act,) = acts("question.escalated")
    assert isinstance(desk, MailboxTeller)
    assert list(desk.mailboxes(act)) == [lyon.organisation]
    assert lyon.organisation is not None
    assert "No answer yet" in desk.mailbox_letter(act, lyon.organisation, question).subject
    make_post(ghent, space, kind="comment", parent=question)
    with pytest.raises(NotForThem):
        desk.mailbox_letter(act, lyon.organisation, question)
    Space.objects.update(state=SpaceState.EXERCISE)
    assert list(desk.mailboxes(act)) == []


def test_new_crises_hurry_and_partnerships_do_not() -> None:
    crisis, partnership = do_create_space("Flood"), do_create_space("Plan", template="partnership")
    assert (crisis.next_ring_hours, crisis.escalate_hours) == (2, 6)
    assert (partnership.next_ring_hours, partnership.escalate_hours) == (24, 48)


def test_one_look_of_the_clock_takes_a_bounded_time(
    officer: Persona, space: Space, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_knower("Lyon", space, topic)
    for post in [ask_about(officer, space, topic) for _n in range(3)]:
        grow_old(post, 3)
    monkeypatch.setattr("intercity.matching.rings.MOST_AT_ONCE", 2)
    assert [tick(), tick(), tick()] == [2, 1, 0]


def test_adopting_a_practice_is_knowledge_too(officer: Persona, space: Space, topic: Topic) -> None:
    lyon, zagreb = make_knower("Lyon", space, topic, practices=1), make_knower("Zagreb", space, topic, country="HR")
    make_knower("Aachen", space, topic)
    practice = Post.objects.get(organisation=lyon.organisation)
    assert zagreb.organisation is not None
    do_say(practice, zagreb.organisation, zagreb.person, Wording(Standing.ADOPTED, "It works"), timezone.now())
    found = propose(officer.viewer, subject_of(ask_about(officer, space, topic)))
    assert [one.organisation.plate for one in found] == ["Lyon", "Zagreb", "Aachen"]
    assert sentences(found[1].reasons)[0] == "took over 1 practice on Housing"
