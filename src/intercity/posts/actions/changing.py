"""Change what stands: edit, withdraw, relabel, claim, pin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.attaching import FileChanges, do_change_files
from intercity.posts.actions.publishing import check_label, record_post, write_parts
from intercity.posts.actions.tallying import do_forget_answer
from intercity.posts.content import PostContent
from intercity.posts.kinds import begin_of, kind_of
from intercity.posts.mentions import render_body
from intercity.posts.models import Post, Readers, Revision, Source, State
from intercity.spaces.actions import do_narrow
from intercity.spaces.models import Label

NO_CHANGES = FileChanges()


def edit(viewer: Viewer, post: Post, content: PostContent, files: FileChanges = NO_CHANGES) -> Post:
    """Replace the text, facts and terms of `post`, and its label where that changes too; keeps the version before."""
    check_may(viewer, "post.edit", post)
    if post.root_id is None and content.label != post.label:
        check_may(viewer, "post.relabel", post)
        check_label(post.space, content.label)
    assert viewer.person is not None
    return do_edit(post, content, viewer.person, files)


def do_edit(post: Post, content: PostContent, by: Person, files: FileChanges = NO_CHANGES) -> Post:
    """Write the new version with its revision and activity."""
    # Rendered before the transaction: a long text must not hold up others who write.
    html = render_body(content.body)
    with transaction.atomic():
        return do_replace(lock(post), content, html, by, files)


def do_replace(post: Post, content: PostContent, html: str, by: Person, files: FileChanges) -> Post:
    """Replace what a locked post says, inside the caller's transaction."""
    keep_first_revision(post)
    was = before(post)
    relabelled = post.root_id is None and (content.label, content.readers) != (post.label, post.readers)
    post.title, post.body, post.html = content.title, content.body, html
    post.contact, post.language, post.edited_at = content.contact, content.language, timezone.now()
    post.begins_on = begin_of(post, content.details)
    if relabelled:
        do_label(post, content.label, content.readers)
    post.save()
    write_parts(post, content, by)
    do_change_files(post, files)
    add_revision(post, by)
    record_labelled(post, by, was) if relabelled else record_post("post.edited", post, by, was_public=was.public)
    return post


@transaction.atomic
def do_note(post: Post, details: dict[str, Any], by: Person | None, verb: str, **data: Any) -> Post:
    """Write single facts of a post that somebody told in another way than by its form, with the act.

    Where a person told them, the version before is kept. The post does not count as edited.
    """
    post = lock(post)
    if by is not None:
        keep_first_revision(post)
    kind_of(post).save_details(post, details)
    if by is not None:
        add_revision(post, by)
    record_post(verb, post, by, **data)
    return post


def lock(post: Post) -> Post:
    """The row as it stands now, locked until the transaction ends."""
    return Post.objects.select_for_update(of=("self",)).select_related("root", "space", "organisation").get(pk=post.pk)


@dataclass(frozen=True)
class Before:
    """Who could see a post before an act."""

    label: str
    readers_uid: str | None

    @property
    def public(self) -> bool:
        """Whether everybody could."""
        return self.label == Label.CLEAR


def before(post: Post) -> Before:
    """Who can see it now."""
    return Before(post.label, post.readers_id)


def do_label(post: Post, label: str, readers: Readers | None = None) -> None:
    """Set the label of a locked post, and of what stands under it; the caller saves the post and records the act.

    Whatever is wider than the post becomes as narrow. What its own organisation wrote follows it when it becomes
    wider; other organisations wrote for those who could see it then, and their words stay with them.
    """
    thread = Post.objects.filter(root=post)
    own = thread.filter(organisation=post.organisation, label=post.label, readers=post.readers)
    wider = [one for one in Label if one.rank < Label(label).rank]
    post.label, post.readers = label, readers if label == Label.RED else None
    own.update(label=label, readers=post.readers)
    thread.filter(label__in=wider).update(label=label, readers=post.readers)


def record_labelled(post: Post, by: Person | None, was: Before) -> None:
    """Append the act of another label, for those who could see the post before, too."""
    do_narrow(post.space, post.label)
    told = {"was": was.label} | ({"was_readers": was.readers_uid} if was.readers_uid else {})
    record_post("post.relabelled", post, by, was_public=was.public, **told)


def snapshot(post: Post) -> dict[str, object]:
    """The kind's facts and the terms of a post, as plain data for a revision."""
    terms = {"topics": [t.slug for t in post.topics.all()], "groups": [g.slug for g in post.groups.all()]}
    return {**kind_of(post).details(post), **terms, "contact": post.contact}


def keep_first_revision(post: Post) -> None:
    """Write the version that was published, the first time a post changes (unchanged posts need no copy)."""
    if not post.revisions.exists():
        Revision.objects.create(
            post=post, number=1, by=post.author, at=post.published_at, title=post.title, body=post.body,
            details=snapshot(post), label=post.label, readers=post.readers,
        )  # fmt: skip


def add_revision(post: Post, by: Person) -> None:
    """Write the version as it stands now."""
    fresh = Post.objects.get(pk=post.pk)
    Revision.objects.create(
        post=post, number=post.revisions.count() + 1, by=by, at=timezone.now(), title=post.title, body=post.body,
        details=snapshot(fresh), label=fresh.label, readers=fresh.readers,
    )  # fmt: skip


@transaction.atomic
def withdraw(viewer: Viewer, post: Post) -> None:
    """Take a post back. Its page then says that it was withdrawn and when, not what it said."""
    check_may(viewer, "post.withdraw", post)
    if post.root is not None:
        # The thread before what stands in it, in the order of all who hold both.
        lock(post.root)
    post = lock(post)
    post.state, post.edited_at = State.WITHDRAWN, timezone.now()
    post.save(update_fields=["state", "edited_at"])
    do_forget_answer(post)
    record_post("post.withdrawn", post, viewer.person)


@transaction.atomic
def change_label(viewer: Viewer, post: Post, label: str, readers: Readers | None = None) -> None:
    """Change who may see a post and its thread; `readers` are those of "Named only"."""
    check_may(viewer, "post.relabel", post)
    check_label(post.space, label)
    post = lock(post)
    was = before(post)
    do_label(post, label, readers)
    post.save(update_fields=["label", "readers"])
    # The newest version is the text as it stands; older ones stay for those who could read them.
    post.revisions.filter(number=post.revisions.count()).update(label=label, readers=post.readers)
    record_labelled(post, viewer.person, was)


@transaction.atomic
def claim(viewer: Viewer, post: Post) -> Post:
    """Make an imported post the organisation's own word, by a person who speaks for it; the source stays named."""
    check_may(viewer, "post.claim", post)
    post = lock(post)
    keep_first_revision(post)
    post.source, post.author = Source.NATIVE, viewer.person
    post.save(update_fields=["source", "author"])
    post.origin.claimed_at = timezone.now()
    post.origin.save(update_fields=["claimed_at"])
    record_post("post.claimed", post, viewer.person)
    return post


@transaction.atomic
def pin(viewer: Viewer, post: Post, *, on: bool) -> None:
    """Keep a post at the top of its space, or let it go."""
    check_may(viewer, "post.pin", post)
    post = lock(post)
    post.pinned_at = timezone.now() if on else None
    post.save(update_fields=["pinned_at"])
    record_post("post.pinned", post, viewer.person, on=on)
