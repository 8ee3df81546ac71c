"""Whose eyes an older version is for, once labels have moved."""

from __future__ import annotations

import pytest

from intercity.organisations.models import Organisation
from intercity.posts import actions
from intercity.posts.actions import do_publish
from intercity.posts.actions.changing import change_label, do_edit
from intercity.posts.actions.moving import do_label
from intercity.posts.content import PostContent
from intercity.posts.models import Post, Revision
from intercity.posts.views.history import revisions_for
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post, make_readers


def rewrite(post: Post, by: Persona, body: str, label: str) -> None:
    """A new version, with the label that it is for."""
    content = PostContent(title="T", body=body, label=label, readers=Post.objects.get(pk=post.pk).readers)
    do_edit(Post.objects.get(pk=post.pk), content, by.person)


def relabel(post: Post, label: str) -> None:
    """Another label for the text as it stands."""
    post = Post.objects.get(pk=post.pk)
    do_label(post, label)
    post.save()


def read(persona: Persona, post: Post) -> str:
    response = persona.client.get(f"/posts/{post.uid}/revisions")
    assert response.status_code == 200
    return response.content.decode()


def test_a_narrow_past_stays_narrow(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, reader: Persona, space: Space, nice: Organisation
) -> None:
    content = PostContent(title="T", body="zqsecretqz", label=Label.RED, readers=make_readers((nice, officer.person)))
    post = do_publish(space, "update", content, nice, officer.person)
    rewrite(post, officer, "harmless", Label.RED)
    rewrite(post, officer, "harmless for all", Label.GREEN)
    assert "zqsecretqz" in read(officer, post)
    for persona in (colleague, officer_elsewhere, reader):
        page = read(persona, post)
        assert "zqsecretqz" not in page
        # Neither does a number tell of it, nor a difference.
        assert "Version 1<" in page
        assert "Version 2<" not in page
        assert "taken out: " not in page


def test_words_that_were_narrowed_and_replaced_do_not_come_back(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    do_join(space, officer.organisation)  # type: ignore[arg-type]
    post = make_post(officer, space, body="zqsecretqz", label=Label.CLEAR)
    rewrite(post, officer, "zqsecretqz again", Label.CLEAR)
    relabel(post, Label.AMBER)
    rewrite(post, officer, "harmless", Label.AMBER)
    rewrite(post, officer, "harmless for all", Label.CLEAR)
    assert "zqsecretqz" in read(officer, post)
    assert "zqsecretqz" not in read(officer_elsewhere, post)
    assert "harmless for all" in Post.objects.get(pk=post.pk).body


def test_the_newest_version_follows_the_label_without_an_edit(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    rewrite(post, officer, "second", Label.GREEN)
    comment = make_post(officer, space, kind="comment", parent=post)
    actions.edit(officer.viewer, comment, PostContent(body="second"))
    change_label(officer.viewer, post, Label.CLEAR)
    for one in (post, comment):
        rows = Revision.objects.filter(post=one).values_list("number", "label")
        assert set(rows) == {(1, "green"), (2, "clear")}
    assert revisions_for(officer_elsewhere.viewer, post).count() == 2


def test_narrowing_reaches_the_versions_of_comments(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    comment = make_post(officer_elsewhere, space, kind="comment", parent=post)
    actions.edit(officer_elsewhere.viewer, comment, PostContent(body="second"))
    relabel(post, Label.AMBER)
    assert set(Revision.objects.filter(post=comment).values_list("label", flat=True)) == {"amber"}


@pytest.mark.parametrize("relabelled", [False, True])
def test_versions_from_before_labels_were_kept(
    relabelled: bool, officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, body="zqoldqz", label=Label.GREEN)
    rewrite(post, officer, "second", Label.GREEN)
    Revision.objects.update(label="")
    if relabelled:
        change_label(officer.viewer, post, Label.CLEAR)
    assert "zqoldqz" in read(colleague, post)
    assert ("zqoldqz" in read(officer_elsewhere, post)) == (not relabelled)


def test_who_does_not_see_the_post_sees_no_version(
    officer: Persona,
    officer_elsewhere: Persona,
    coordinator: Persona,
    partner: Persona,
    stranger: Persona,
    space: Space,
) -> None:
    do_join(space, officer.organisation)  # type: ignore[arg-type]
    post = make_post(officer, space, label=Label.CLEAR)
    rewrite(post, officer, "second", Label.CLEAR)
    relabel(post, Label.AMBER)
    for persona in (officer_elsewhere, coordinator, partner, stranger):
        assert persona.client.get(f"/posts/{post.uid}/revisions").status_code == 404
