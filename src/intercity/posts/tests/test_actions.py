"""Publishing, changing and taking back: who may, which rows change, what stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from intercity.activity.models import Activity
from intercity.core.uids import new_uid
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.models import Label, Space, SpaceMember, Topic
from tests.personas import Persona, make_post


def practice(**fields: object) -> PostContent:
    return PostContent(**{"title": "Cool rooms", "body": "In **gyms**.", "details": {"status": "active"}, **fields})


def test_it_publishes_for_the_acting_organisation(officer: Persona, space: Space, topic: Topic) -> None:
    post = actions.publish(officer.viewer, space, "practice", practice(topics=[topic]))
    assert (post.organisation, post.author) == (officer.organisation, officer.person)
    assert post.html == "<p>In <strong>gyms</strong>.</p>\n"
    assert post.practice.status == "active"
    assert list(post.topics.all()) == [topic]
    row = Activity.objects.latest("id")
    assert (row.verb, row.post_uid, row.space_uid, row.public) == (
        "post.published",
        post.uid,
        space.uid,
        False,
    )


def test_posting_brings_a_city_into_an_open_space(officer: Persona, space: Space) -> None:
    actions.publish(officer.viewer, space, "practice", practice())
    assert SpaceMember.objects.filter(space=space, organisation=officer.organisation).exists()


def test_sending_twice_publishes_once(officer: Persona, space: Space) -> None:
    content = practice(uid=new_uid())
    first = actions.publish(officer.viewer, space, "practice", content)
    assert actions.publish(officer.viewer, space, "practice", content) == first
    assert Activity.objects.filter(verb="post.published").count() == 1


def test_a_uid_of_somebody_else_is_refused(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    content = practice(uid=new_uid())
    actions.publish(officer.viewer, space, "practice", content)
    with pytest.raises(PermissionDenied):
        actions.publish(officer_elsewhere.viewer, space, "practice", content)


@pytest.mark.parametrize("name", ["reader", "stranger", "partner"])
def test_those_who_may_not_speak_here_cannot_publish(name: str, request: pytest.FixtureRequest, space: Space) -> None:
    persona: Persona = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        actions.publish(persona.viewer, space, "practice", practice())
    assert not Post.objects.exists()


def test_a_label_that_is_none_is_refused(officer: Persona, space: Space) -> None:
    with pytest.raises(PermissionDenied):
        actions.publish(officer.viewer, space, "practice", practice(label="nonsense"))


def test_a_label_wider_than_the_space_allows_is_refused(officer: Persona, space: Space) -> None:
    space.widest_label = Label.GREEN
    space.save()
    with pytest.raises(PermissionDenied):
        actions.publish(officer.viewer, space, "practice", practice(label=Label.CLEAR))


def test_an_edit_keeps_every_version_with_its_facts(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="practice", title="One", status="active", cost="10 €")
    actions.edit(officer.viewer, post, practice(title="Two", details={"status": "ended", "cost": "20 €"}))
    actions.edit(officer.viewer, post, practice(title="Three", details={"status": "ended", "cost": "30 €"}))
    versions = [(r.number, r.title, r.details["cost"]) for r in post.revisions.all()]
    assert versions == [(3, "Three", "30 €"), (2, "Two", "20 €"), (1, "One", "10 €")]


def test_an_edit_that_names_few_facts_keeps_the_others(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="practice", status="active", cost="10 €", lessons="Ask first.")
    actions.edit(officer.viewer, post, practice(details={"status": "ended"}))
    post = Post.objects.get(pk=post.pk)
    assert (post.practice.status, post.practice.cost, post.practice.lessons) == (
        "ended",
        "10 €",
        "Ask first.",
    )


def test_a_colleague_may_edit_only_as_editor_or_lead(
    officer: Persona, colleague: Persona, lead: Persona, space: Space
) -> None:
    post = make_post(officer, space, kind="practice")
    with pytest.raises(PermissionDenied):
        actions.edit(colleague.viewer, post, practice())
    actions.edit(lead.viewer, post, practice(title="Better"))
    assert Post.objects.get(pk=post.pk).title == "Better"


def test_narrowing_takes_the_thread_along(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    answer = make_post(officer_elsewhere, space, kind="comment", parent=post)
    actions.change_label(officer.viewer, post, Label.GREEN)
    answer.refresh_from_db()
    assert answer.label == Label.GREEN
    row = Activity.objects.latest("id")
    assert (row.verb, row.public) == ("post.relabelled", True)


def test_a_reply_to_a_comment_stands_under_the_same_post(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    answer = actions.comment(officer_elsewhere.viewer, post, PostContent(body="Who pays?"))
    reply = actions.comment(officer.viewer, answer, PostContent(body="We do."))
    assert (reply.parent, reply.root, reply.label) == (answer, post, post.label)


def test_withdrawing_leaves_a_trace(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    with pytest.raises(PermissionDenied):
        actions.withdraw(officer_elsewhere.viewer, post)
    actions.withdraw(officer.viewer, post)
    assert Post.objects.get(pk=post.pk).state == State.WITHDRAWN
    assert post in Post.objects.traces_for(officer_elsewhere.viewer)
    assert post not in Post.objects.visible_to(officer.viewer)


def test_nothing_stays_when_the_activity_cannot_be_written(
    officer: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("intercity.posts.actions.publishing.record", fails)
    with pytest.raises(OSError, match="disk full"):
        actions.publish(officer.viewer, space, "practice", practice())
    assert not Post.objects.exists()
