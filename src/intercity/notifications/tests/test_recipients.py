"""Who hears of an answer."""

from __future__ import annotations

import pytest
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.models import Channel, Delivery, Follow, Preference
from intercity.notifications.recipients import notify
from intercity.notifications.seeing import see
from intercity.notifications.tests.helpers import act_of, comment_on, noticed, the_mail
from intercity.organisations.models import Membership, Organisation, Person
from intercity.posts.actions import do_react
from intercity.posts.models import Post, Source
from intercity.posts.models.reaction import Sort
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post, make_readers


def test_the_author_hears_of_an_answer(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    assert noticed(comment_on(post, officer_elsewhere)) == {officer.person.email}


def test_everyone_who_took_part_hears_but_not_the_one_who_answers(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, lead: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    first = comment_on(post, officer_elsewhere)
    comment_on(post, colleague)
    reply = comment_on(first, lead)
    assert noticed(reply) == {p.person.email for p in (officer, officer_elsewhere, colleague)}
    assert noticed(comment_on(post, officer)) == {p.person.email for p in (officer_elsewhere, colleague, lead)}


def test_a_post_by_itself_mails_nobody(officer: Persona, space: Space) -> None:
    assert noticed(make_post(officer, space)) == set()


def test_a_late_worker_does_not_mail_those_who_came_after(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    first = comment_on(post, officer_elsewhere)
    comment_on(post, colleague)
    assert noticed(first) == {officer.person.email}


def test_running_again_queues_nobody_twice_and_completes(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    comment_on(post, colleague)
    answer = comment_on(post, officer_elsewhere)
    notify(act_of(answer))
    Delivery.objects.filter(person=officer.person).delete()
    kept = the_mail()
    assert noticed(answer) == {officer.person.email, colleague.person.email}
    assert Delivery.objects.get(person=colleague.person, channel=Channel.MAIL).uid == kept.uid


def test_those_who_may_not_see_it_hear_nothing(partner: Persona, officer: Persona, space: Space) -> None:
    public = make_post(partner, space, label=Label.CLEAR)
    network = make_post(partner, space, label=Label.GREEN)
    assert noticed(comment_on(public, officer)) == {partner.person.email}
    assert noticed(comment_on(network, officer)) == set()


def test_of_named_readers_each_is_asked_for_alone(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, partner: Persona, torino: Organisation,
    ministry: Organisation, space: Space,
) -> None:  # fmt: skip
    """One of Torino is named and another is not, though their city reads the same otherwise; the ministry is whole."""
    do_join(space, torino)
    post = make_post(officer, space)
    people = [officer.person, reader.person, officer_elsewhere.person, partner.person]
    assert see(people, post) == people[:3]
    Post.objects.filter(pk=post.pk).update(
        label=Label.RED, readers=make_readers((torino, officer_elsewhere.person), ministry)
    )
    for order in (people, people[::-1]):
        assert set(see(order, Post.objects.get(pk=post.pk))) == {officer_elsewhere.person, partner.person}
    Post.objects.filter(pk=post.pk).update(label=Label.AMBER, readers=None)
    assert set(see(people, Post.objects.get(pk=post.pk))) == set(people[:3])


def test_an_answer_under_what_is_for_named_readers_goes_to_these(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, torino: Organisation, nice: Organisation,
    space: Space,
) -> None:  # fmt: skip
    post = make_post(officer, space)
    for persona in (officer_elsewhere, reader):
        make_post(persona, space, kind="comment", parent=post)
    named = make_readers(nice, (torino, officer_elsewhere.person))
    Post.objects.update(label=Label.RED, readers=named)
    assert noticed(comment_on(Post.objects.get(pk=post.pk), officer)) == {officer_elsewhere.person.email}


@pytest.mark.parametrize("change", ["muted", "wants none", "closed account", "left"])
def test_those_who_left_or_do_not_want_it_hear_nothing(
    change: str, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    person = officer.person
    if change == "muted":
        Follow.objects.create(person=person, post=post, muted=True)
    elif change == "left":
        Membership.objects.update(ended_at=timezone.now())
        make_persona("someone", make_organisation("City of Lyon"))
    elif change == "wants none":
        Preference.objects.create(person=person, event="answer", pace="never")
    else:
        Person.objects.filter(pk=person.pk).update(is_active=False)
    assert noticed(comment_on(post, officer_elsewhere)) == set()


def test_muting_one_conversation_leaves_the_others(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    quiet, loud = make_post(officer, space), make_post(officer, space)
    Follow.objects.create(person=officer.person, post=quiet, muted=True)
    assert noticed(comment_on(quiet, officer_elsewhere)) == set()
    assert noticed(comment_on(loud, officer_elsewhere)) == {officer.person.email}


def test_nobody_is_the_author_of_an_imported_post(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    Post.objects.update(source=Source.IMPORTED, author=None)
    assert noticed(comment_on(post, officer_elsewhere)) == set()


def test_an_answer_that_was_withdrawn_at_once_mails_nobody(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    answer = comment_on(make_post(officer, space), officer_elsewhere)
    Post.objects.filter(pk=answer.pk).update(state="withdrawn")
    assert noticed(answer) == set()


def test_an_act_about_a_post_that_is_gone_is_passed_over(db: None) -> None:
    notify(Activity(pk=1, verb="post.published", post_uid="gone", root_uid="also gone"))
    notify(Activity(pk=2, verb="post.published"))
    assert not Delivery.objects.exists()


def test_who_needs_to_know_it_too_hears_of_answers(
    officer: Persona, lead: Persona, officer_elsewhere: Persona, space: Space, partner: Persona
) -> None:
    post = make_post(officer, space, kind="question", label=Label.GREEN)
    assert lead.organisation is not None
    assert partner.organisation is not None
    for persona in (lead, partner):
        do_react(post, persona.organisation, Sort.NEEDED, persona.person)
    assert noticed(comment_on(post, officer_elsewhere)) == {officer.person.email, lead.person.email}
