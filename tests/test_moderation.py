"""Flag, claim, decide, appeal: who may, what then is seen, and what everybody reads of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.moderation import actions
from intercity.moderation.actions import TakenError, Verdict
from intercity.moderation.models import Case, Decision, Flag, Rule, Sort
from intercity.moderation.queries import log_for, queue_for, text_for
from intercity.notifications.actions import set_follow
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import build, notify
from intercity.organisations.clock import look_after_memberships
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.permissions import may
from intercity.organisations.queries import who_admits
from intercity.organisations.viewers import PUBLIC
from intercity.posts.actions import publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.posts.models.veil import Veil
from intercity.posts.queries import get_post_for
from intercity.posts.tests.veiled import make_alike
from intercity.spaces.models import Label, Space, SpaceCoordinator
from tests.personas import Persona, make_persona, make_post, make_readers


@pytest.fixture
def post(officer: Persona, space: Space) -> Post:
    """What is flagged."""
    return make_post(officer, space, title="Beware of Mr Smith", label=Label.CLEAR)


@pytest.fixture
def case(post: Post, officer_elsewhere: Persona) -> Case:
    """Flagged by somebody of another city."""
    return actions.flag(officer_elsewhere.viewer, post, Rule.PERSON, "It names somebody").case


def decided(case: Case, by: Persona, sort: str, **more: object) -> Decision:
    """Claimed and decided."""
    actions.claim(by.viewer, case)
    return actions.decide(by.viewer, case, Verdict(sort, Rule.PERSON, "It names a neighbour", **more))  # type: ignore[arg-type]


def second(coordinator: Persona) -> Persona:
    """Another coordinator of the network."""
    return make_persona("second", coordinator.organisation, is_coordinator=True)


def test_who_flags_twice_or_after_others_adds_to_one_case(
    case: Case, post: Post, officer_elsewhere: Persona, stranger: Persona, officer: Persona
) -> None:
    address = reverse("post_flag", args=[post.uid])
    for client in (officer_elsewhere.client, stranger.client, stranger.client):
        assert client.post(address, {"rule": Rule.RUDE, "words": "again"}).status_code == 302
    assert Flag.objects.filter(case=case).count() == 2
    assert Case.objects.count() == 1
    assert officer.client.post(address, {"rule": Rule.RUDE}).status_code == 403
    hidden = make_post(officer, post.space, label=Label.GREEN)
    assert stranger.client.get(reverse("post_flag", args=[hidden.uid])).status_code == 404


def test_coordinators_decide_but_not_about_their_own_organisation(
    case: Case, officer: Persona, colleague: Persona, officer_elsewhere: Persona, coordinator: Persona,
    stranger: Persona,
) -> None:  # fmt: skip
    for nobody in (officer, colleague, officer_elsewhere, stranger):
        assert nobody.client.get(case.get_absolute_url()).status_code == 404
        assert not queue_for(nobody.viewer).exists()
        with pytest.raises(PermissionDenied):
            actions.claim(nobody.viewer, case)
    for one in (colleague, officer_elsewhere):
        SpaceCoordinator.objects.create(space=case.post.space, person=one.person)
    assert not may(colleague.viewer, "moderation.decide", case)
    assert not queue_for(colleague.viewer).exists()
    assert [may(one.viewer, "moderation.decide", case) for one in (officer_elsewhere, coordinator)] == [True, True]
    assert not may(officer_elsewhere.viewer, "moderation.suspend", case)
    assert b"Mr Smith" in coordinator.client.get(reverse("desk")).content
    assert b"Mr Smith" in officer_elsewhere.client.get(reverse("moderation")).content


def test_the_second_who_takes_a_case_is_told_who_has_it_until_the_time_is_over(
    case: Case, coordinator: Persona
) -> None:
    other = second(coordinator)
    actions.claim(coordinator.viewer, case)
    answer = other.client.post(reverse("moderation_claim", args=[case.uid]))
    assert (answer.status_code, "coordinator works on this now" in answer.content.decode()) == (409, True)
    typed = {"sort": Sort.HIDE, "rule": Rule.RUDE, "reason": "My long reason"}
    assert other.client.post(case.get_absolute_url(), typed).status_code == 409
    Case.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert other.client.post(reverse("moderation_claim", args=[case.uid])).status_code == 302
    assert coordinator.client.post(case.get_absolute_url(), typed).status_code == 409
    assert other.client.post(case.get_absolute_url(), typed).status_code == 302
    with pytest.raises(TakenError):
        actions.claim(coordinator.viewer, case)
    assert Post.objects.get().state == State.HIDDEN


def test_a_hidden_post_is_read_by_its_organisation_and_moderators_only_and_comes_back_after_an_appeal(
    case: Case, post: Post, officer: Persona, colleague: Persona, officer_elsewhere: Persona, coordinator: Persona
) -> None:
    decision = decided(case, coordinator, Sort.HIDE, public_words="It named somebody")
    for one in (officer, officer_elsewhere, coordinator):
        assert one.client.get(post.get_absolute_url()).status_code == 404
    reads = {
        one.person.name: b"Mr Smith" in one.client.get(case.get_absolute_url()).content
        for one in (officer, colleague, officer_elsewhere, coordinator)
    }
    assert reads == {"officer": True, "colleague": True, "officer elsewhere": False, "coordinator": True}
    assert not may(colleague.viewer, "moderation.appeal", decision)
    address = reverse("moderation_appeal", args=[case.uid])
    for _twice in range(2):
        assert officer.client.post(address, {"words": "He is our mayor"}).status_code == 302
    other, given = second(coordinator), Decision.objects.get().appeal
    assert not may(coordinator.viewer, "moderation.settle", given)
    settle = reverse("moderation_settle", args=[case.uid])
    said = {"granted": "1", "answer": "A mayor may be named"}
    assert coordinator.client.post(settle, said).status_code == 403
    assert other.client.post(settle, said).status_code == 302
    assert other.client.post(settle, said).status_code == 409
    assert get_post_for(PUBLIC, post.uid)
    verbs = list(Activity.objects.filter(post_uid=post.uid).values_list("verb", flat=True))
    assert verbs[-2:] == ["post.hidden", "post.restored"]


def test_what_its_author_took_back_does_not_come_back(case: Case, post: Post, coordinator: Persona) -> None:
    decision = decided(case, coordinator, Sort.HIDE)
    Post.objects.update(state=State.WITHDRAWN)
    given = actions.appeal(make_viewer(decision), decision, "Please")
    actions.settle(second(coordinator).viewer, given, granted=True, answer="Yes")
    assert Post.objects.get(pk=post.pk).state == State.WITHDRAWN


def make_viewer(decision: Decision) -> object:
    """The author of then."""
    assert decision.person is not None
    return Persona(decision.person, None).viewer


def test_the_author_alone_is_told_why(case: Case, officer: Persona, coordinator: Persona) -> None:
    decided(case, coordinator, Sort.ASK)
    notify(Activity.objects.get(verb="moderation.decided"))
    assert set(Delivery.objects.values_list("person", flat=True)) == {officer.person.pk}
    inbox = officer.client.get(reverse("inbox")).content.decode()
    assert "A moderator decided about your post" in inbox


@pytest.mark.parametrize("words", ["Officer wrote it", "Call 0493 12 34 56", "Ask x@example.org"])
def test_the_log_names_nobody(words: str, case: Case, coordinator: Persona) -> None:
    with pytest.raises(ValidationError):
        decided(case, coordinator, Sort.HIDE, public_words=words)
    assert not Decision.objects.exists()


def test_the_log_says_of_narrow_posts_only_that_it_was_one(
    officer: Persona, coordinator: Persona, space: Space, nice: Organisation
) -> None:
    secret = make_post(officer, space, title="Beware of Mr Smith", label=Label.GREEN)
    case = Case.objects.create(post=secret)
    readers = make_readers(nice)
    Post.objects.update(label=Label.RED, readers=readers)
    case = Case.objects.select_related("post__space").get(pk=case.pk)
    page = coordinator.client.get(case.get_absolute_url()).content.decode()
    assert "Mr Smith" not in page
    actions.claim(coordinator.viewer, case)
    actions.look(coordinator.viewer, case, "Somebody may be in danger")
    assert "Mr Smith" in coordinator.client.get(case.get_absolute_url()).content.decode()
    decided(case, coordinator, Sort.NOTHING, public_words="All is well")
    for viewer in (PUBLIC, officer.viewer):
        [entry] = log_for(viewer, space)
        assert (entry.post, entry.words, entry.rule) == (None, "", Rule.PERSON.label)
    assert b"Mr Smith" not in officer.client.get(reverse("moderation_log", args=[space.slug])).content


def test_nobody_decides_about_what_they_wrote_without_their_citys_name(space: Space, coordinator: Persona) -> None:
    author = make_alike(space, 5)[0]
    Person.objects.filter(pk=author.person.pk).update(is_coordinator=True)
    author = Persona(Person.objects.get(pk=author.person.pk), author.organisation)
    content = PostContent(title="What failed", body="The plan did not hold.", label=Label.GREEN)
    post = publish(author.viewer, space, "update", content, unnamed=True)
    case = actions.flag(coordinator.viewer, post, Rule.RUDE, "").case
    colleague = make_persona("colleague", author.organisation, is_coordinator=True)
    for one, decides in ((author, False), (colleague, True)):
        assert may(one.viewer, "moderation.decide", case) is decides
        assert queue_for(one.viewer).exists() is decides
    given = actions.appeal(author.viewer, decided(case, coordinator, Sort.HIDE), "It did fail")
    assert given.by == author.person
    assert Activity.objects.get(verb="moderation.appealed").person_uid == ""
    Veil.objects.update(author=None)
    for one, settles in ((author, False), (colleague, True)):
        assert may(one.viewer, "moderation.settle", given) is settles
        assert queue_for(one.viewer).exists() is settles


def test_a_look_lasts_while_the_case_is_held_and_an_appeal_asks_for_another(
    officer: Persona, coordinator: Persona, space: Space, nice: Organisation
) -> None:
    make_post(officer, space, title="Beware of Mr Smith", label=Label.RED, readers=make_readers(nice))
    case = Case.objects.create(post=Post.objects.get())
    look, other = reverse("moderation_look", args=[case.uid]), second(coordinator)
    with pytest.raises(ValidationError):
        decided(case, coordinator, Sort.HIDE)
    assert coordinator.client.post(look, {"reason": "To decide"}).status_code == 302
    assert text_for(coordinator.viewer, Case.objects.get())
    Case.objects.update(claimed_until=timezone.now())
    assert text_for(coordinator.viewer, Case.objects.get()) is None
    assert coordinator.client.post(look, {"reason": "To decide"}).status_code == 409
    given = actions.appeal(officer.viewer, decided(case, coordinator, Sort.HIDE), "It is true")
    for one in (coordinator, other):
        assert text_for(one.viewer, Case.objects.get()) is None
    settle, said = reverse("moderation_settle", args=[case.uid]), {"granted": "1", "answer": "It is"}
    assert other.client.post(settle, said).status_code == 422
    assert look in other.client.get(case.get_absolute_url()).content.decode()
    assert other.client.post(look, {"reason": "To decide again"}).status_code == 302
    assert b"Mr Smith" in other.client.get(case.get_absolute_url()).content
    assert other.client.post(settle, said).status_code == 302
    given.refresh_from_db()
    assert given.granted
    assert b"Mr Smith" not in other.client.get(case.get_absolute_url()).content


def test_whoever_is_suspended_reads_as_the_public_writes_nothing_and_may_appeal(
    case: Case, post: Post, officer: Persona, coordinator: Persona, officer_elsewhere: Persona,
    settings: Any,
) -> None:  # fmt: skip
    inside = make_post(officer_elsewhere, post.space, label=Label.GREEN)
    client = officer.client
    assert client.get(inside.get_absolute_url()).status_code == 200
    until = timezone.now() + timedelta(days=3)
    decided(case, coordinator, Sort.SUSPEND, until=until)
    assert client.get(inside.get_absolute_url()).status_code == 404
    for address in (reverse("me"), reverse("compose", args=[post.space.slug, "update"]), reverse("saved_view_save")):
        assert client.post(address, {"name": "x"}).status_code == 403
    for name in ("me_data", "me_erase", "mfa_activate_totp", "account_reauthenticate"):
        assert client.post(reverse(name)).status_code in (200, 302, 422)
    settings.SECOND_FACTOR = frozenset({"writing"})
    assert "suspended you until" in client.get(reverse("home")).content.decode()
    assert case.get_absolute_url() in client.get(reverse("moderation_own")).content.decode()
    assert client.post(reverse("moderation_appeal", args=[case.uid]), {"words": "Sorry"}).status_code == 302
    closed = Activity.objects.get(verb="person.suspended")
    assert closed.data == {"person_uid": officer.person.uid}
    actions.settle(second(coordinator).viewer, Decision.objects.get().appeal, granted=True, answer="Back")
    assert client.get(inside.get_absolute_url()).status_code == 200
    assert get_post_for(PUBLIC, post.uid)


def test_whoever_is_suspended_is_told_of_that_alone(
    case: Case, officer: Persona, coordinator: Persona, officer_elsewhere: Persona
) -> None:
    news = make_post(officer_elsewhere, case.post.space, label=Label.CLEAR)
    act = Activity.objects.get(post_uid=news.uid)
    rows = [build(act, "followed", person=officer.person, channel=one) for one in ("mail", "digest", "push")]
    Delivery.objects.bulk_create(rows)
    decided(case, coordinator, Sort.SUSPEND, until=timezone.make_aware(datetime(2026, 12, 3, 23, 59)))
    actions.appeal(officer.viewer, Decision.objects.get(), "Sorry")
    actions.settle(second(coordinator).viewer, Decision.objects.get().appeal, granted=False, answer="It stays so")
    set_follow(officer.person, "space", case.post.space)
    make_post(officer_elsewhere, case.post.space, label=Label.CLEAR)
    for one in Activity.objects.filter(pk__gt=act.pk):
        notify(one)
    while deliver_due():
        pass
    ends = dict(Delivery.objects.filter(pk__in=[row.pk for row in rows]).values_list("channel", "last_error"))
    # Where push is not installed, that is said before anything else.
    assert ends.pop("push") in ("is suspended", "wants no message about it")
    assert ends == {"mail": "is suspended", "digest": "is suspended"}
    told = [str(message.body) for message in mail.outbox if message.to == [officer.person.email]]
    assert len(told) == len(mail.outbox) == 2
    assert "Until the end of Dec. 3, 2026 you can read what is public, and write nothing." in told[0]
    assert "It stays so" in told[1]


def test_a_suspension_ends_by_the_clock(officer: Persona) -> None:
    Person.objects.filter(pk=officer.person.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    assert officer.viewer.memberships == ()
    Person.objects.filter(pk=officer.person.pk).update(suspended_until=timezone.now() - timedelta(seconds=1))
    assert len(officer.viewer.memberships) == 1


def test_suspended_people_are_neither_asked_nor_ended_for_not_answering(
    officer: Persona, coordinator: Persona, nice: Organisation
) -> None:
    now = timezone.now()
    assert list(who_admits(nice)) == [coordinator.person]
    Person.objects.update(suspended_until=now + timedelta(days=10))
    assert not who_admits(nice).exists()
    rows = Membership.objects.filter(person=officer.person)
    for reminded in (None, now - timedelta(days=40)):
        rows.update(began_at=now - timedelta(days=400), verified_at=None, reminded_at=reminded)
        assert look_after_memberships(now) == 0
    assert look_after_memberships(now + timedelta(days=11)) == 1
