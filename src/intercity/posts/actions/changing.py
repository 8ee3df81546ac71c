"""Change what stands: edit, withdraw, relabel, claim, pin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.organisations.models import Membership, Person
from intercity.organisations.permissions import check_may, held
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.actions.attaching import FileChanges, do_change_files
from intercity.posts.actions.moving import do_label, do_move_newest
from intercity.posts.actions.naming import readers_of, record_named, with_named
from intercity.posts.actions.publishing import check_label, check_own_sight, do_publish_parts, record_post, write_parts
from intercity.posts.actions.releasing import do_ask_second, do_keep_asking, do_void, release
from intercity.posts.actions.tallying import do_forget_answer
from intercity.posts.actions.unnamed import check_change
from intercity.posts.bounds import check_bound, check_words
from intercity.posts.content import Entry, PostContent
from intercity.posts.kinds import begin_of, kind_of
from intercity.posts.links import PART
from intercity.posts.mentions import render_body
from intercity.posts.models import Post, Readers, Revision, Source, State, WishSort
from intercity.posts.sight import Sight, labels_under, sight_of
from intercity.posts.versions import check_read, snapshot
from intercity.spaces.actions import do_narrow
from intercity.spaces.models import Label

NO_CHANGES = FileChanges()


def edit(
    viewer: Viewer, post: Post, content: PostContent, files: FileChanges = NO_CHANGES, *, read: str = ""
) -> Post:  # fmt: skip
    """Replace the text, facts and terms of `post`, and its label where that changes too; keeps the version before.

    `read` is the `text_of` that the writer had before them; "" for whoever had just read it. EditedMeanwhileError when
    it reads otherwise by now; ValidationError for words that name the city of a post without its name, for fewer
    readers than of what it is a part of, and when somebody changed who may see it since `post` was read.
    """
    check_may(viewer, "post.edit", post)
    check_words(post)
    if post.root_id is None and content.label != post.label:
        check_may(viewer, "post.relabel", post)
        check_label(post.space, content.label)
        check_own_sight(post.space, post.organisation, content.label)
        if Label(content.label).rank > Label(post.label).rank and content.title == post.title:
            check_stands_alone(post)
    assert viewer.person is not None
    if veils.is_veiled(post):
        content = check_change(post, viewer.person, content, files)
    if content.label == post.label and not content.named:
        content = replace(content, readers=post.readers)
    content = with_named(viewer, post.space, content, post.organisation, [post.author, viewer.person])
    return do_edit(post, content, viewer.person, files, read=read)


def do_edit(
    post: Post, content: PostContent, by: Person, files: FileChanges = NO_CHANGES, *, read: str = ""
) -> Post:  # fmt: skip
    """Write the new version with its revision and activity."""
    # Rendered before the transaction: a long text must not hold up others who write.
    html = render_body(content.body)
    with transaction.atomic():
        if post.root is not None and post.space.two_person:
            # What stands under it may move: the thread before what stands in it.
            lock(post.root)
        now = lock_as_read(post)
        check_read(now, read)
        return do_replace(now, content, html, by, files)


def lock_as_read(post: Post) -> Post:
    """The row, locked. ValidationError when others may see it now than when it was read: writing would undo that."""
    now = lock(post)
    if post.root_id is None and (now.label, now.readers_id) != (post.label, post.readers_id):
        raise ValidationError(_("A colleague changed who may see it meanwhile. Choose again and save."))
    return now


def do_replace(post: Post, content: PostContent, html: str, by: Person, files: FileChanges) -> Post:
    """Replace what a locked post says, inside the caller's transaction."""
    before = lock_parts(post)
    keep_first_revision(post)
    was = sight_of(post)
    wanted, readers = (content.label, readers_of(content)) if post.root_id is None else (post.label, post.readers)
    label = release(post, wanted)
    relabelled = (label, readers) != (post.label, post.readers)
    post.title, post.body, post.html = content.title, content.body, html
    post.contact, post.language, post.edited_at = content.contact, content.language, veils.moment(post)
    post.begins_on = begin_of(post, content.details)
    if relabelled:
        do_label(post, label, readers)
    post.save()
    write_parts(post, content, by)
    follows = kind_of(post).do_settle(post, by)
    do_change_files(post, files)
    add_revision(post, by)
    do_void(post)
    record_labelled(post, by, was) if relabelled else record_post("post.edited", post, by, was_public=was.public)
    for act in follows:
        record_post(act.verb, post, by, **act.data)
    if label != wanted:
        do_ask_second(post, wanted, by)
    do_change_parts(post, before, by)
    if relabelled:
        do_move_parts(post, was, by)
    return post


def lock_parts(post: Post) -> set[str]:
    """Lock the parts of a locked post, before anything is recorded: they change with it. Gives their uids."""
    uids = {part.uid for part in kind_of(post).parts(post)}
    if uids:
        rows = Post.objects.select_for_update(of=("self",), no_key=True)
        list(rows.filter(uid__in=uids).order_by("pk").values_list("pk"))
    return uids


def do_change_parts(post: Post, before: Collection[str], by: Person) -> None:
    """Publish what is new among the parts of a post, rename what was renamed there and nowhere else, and withdraw what
    was among them `before` and is not any more. What was changed on its own says something of its own, and stays.
    """
    do_publish_parts(post)
    gone = set(before) - {part.uid for part in kind_of(post).parts(post)}
    for row in Post.objects.filter(uid__in=gone, state=State.PUBLISHED, edited_at=None).order_by("pk"):
        do_withdraw(lock(row), by)
    renamed = {part.uid: part for part in kind_of(post).parts(post) if part.was and part.was != part.title}
    for row in Post.objects.filter(uid__in=renamed, state=State.PUBLISHED).order_by("pk"):
        if row.title == renamed[row.uid].was:
            standing = lock(row)
            keep_first_revision(standing)
            standing.title, standing.edited_at = renamed[row.uid].title, timezone.now()
            standing.save(update_fields=["title", "edited_at"])
            add_revision(standing, by)
            do_hold(standing, by)
            record_post("post.edited", standing, by, was_public=sight_of(standing).public)


def do_move_parts(post: Post, was: Sight, by: Person | None) -> None:
    """Give the parts of a post its new label, as far as they were for the same people (`was`) until now.

    What was changed since it was published says something of its own: it becomes narrower with the post, never wider.
    """
    uids = [part.uid for part in kind_of(post).parts(post)]
    for row in Post.objects.filter(uid__in=uids, state=State.PUBLISHED).order_by("pk"):
        wider = Label(post.label).rank < Label(row.label).rank
        if sight_of(row) == was and not (wider and row.edited_at):
            do_change_label(lock(row), post.label, post.readers, by)


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
    do_keep_asking(post)
    record_post(verb, post, by, **data)
    return post


def lock(post: Post) -> Post:
    """The row as it stands now, locked until the transaction ends.

    Not its key: else whoever writes what points at the post (a comment) and holds the record would wait for whoever
    holds the post and waits for the record.
    """
    rows = Post.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("root", "space", "organisation").get(pk=post.pk)


def record_labelled(post: Post, by: Person | None, was: Sight) -> None:
    """Append the act of another label, for those who could see the post before, too."""
    record_named(post.readers)
    do_narrow(post.space, post.label)
    told = {"was": was.label} | ({"was_readers": was.readers_id} if was.readers_id else {})
    record_post("post.relabelled", post, by, was_public=was.public, **told)


def keep_first_revision(post: Post, by: Person | None = None) -> None:
    """Write the version that was published, the first time a post changes (unchanged posts need no copy).

    `by` wrote it, where that was another than its author.
    """
    if not post.revisions.exists():
        Revision.objects.create(
            post=post, number=1, by=by or post.author, at=post.published_at, title=post.title, body=post.body,
            details=snapshot(post), label=post.label, readers=post.readers,
        )  # fmt: skip


def add_revision(post: Post, by: Person) -> None:
    """Write the version as it stands now."""
    fresh = Post.objects.get(pk=post.pk)
    Revision.objects.create(
        post=post, number=post.revisions.count() + 1, by=veils.nameable(post, by), at=veils.moment(post),
        title=post.title, body=post.body,
        details=snapshot(fresh), label=fresh.label, readers=fresh.readers,
    )  # fmt: skip


@transaction.atomic
def withdraw(viewer: Viewer, post: Post) -> None:
    """Take a post back, and its parts. Their pages then say that they were withdrawn and when, not what they said.

    ValidationError for a part while its words stand in what it is a part of.
    """
    check_may(viewer, "post.withdraw", post)
    if post.root is not None:
        # The thread before what stands in it, in the order of all who hold both.
        lock(post.root)
    post = lock(post)
    check_stands_alone(post)
    parts = lock_parts(post)
    do_withdraw(post, viewer.person)
    for row in Post.objects.filter(uid__in=parts, state=State.PUBLISHED).order_by("pk"):
        do_withdraw(lock(row), viewer.person)


def do_withdraw(post: Post, by: Person | None) -> None:
    """Take a locked post back, and record it."""
    post.state, post.edited_at = State.WITHDRAWN, veils.moment(post)
    post.save(update_fields=["state", "edited_at"])
    do_forget_answer(post)
    kind_of(post).do_follow(post)
    record_post("post.withdrawn", post, by)


@transaction.atomic
def change_label(
    viewer: Viewer, post: Post, label: str, readers: Readers | None = None, named: Sequence[Entry] = ()
) -> None:
    """Change who may see a post and its thread; `readers`, or `named`, are those of "Named only".

    A comment is never for more people than what it answers, and is for the same named readers. To let more people
    read it waits for what writing waits for.
    """
    check_may(viewer, "post.relabel", post)
    if post.root is not None:
        # The thread before what stands in it, in the order of all who hold both.
        lock(post.root)
    post = lock(post)
    readers = check_move(viewer, post, PostContent(label=label, readers=readers, named=named))
    check_widening(viewer, post, label)
    if Label(label).rank > Label(post.label).rank:
        check_stands_alone(post)
    check_bound(post, label, readers)
    do_void(post)
    do_release(post, label, readers, viewer.person)


def check_stands_alone(post: Post) -> None:
    """Raise ValidationError where a post is to be for fewer people and the same words stand in what it is a part of:
    there they would still be read.
    """
    # One for other people says nothing to those who are to read it no more, and its title is not for everybody here.
    same = Post.objects.filter(label=post.label, readers=post.readers_id, state=State.PUBLISHED)
    wholes = same.filter(links_out__target=post, links_out__sort=PART.name)
    for whole in wholes.select_related("space", "organisation").with_details():
        if any(part.uid == post.uid and part.title == post.title for part in kind_of(whole).parts(whole)):
            told = {"title": whole.title}
            raise ValidationError(
                _("The same words stand in “%(title)s”. Take the line out there: then this goes too.") % told
            )


def check_widening(viewer: Viewer, post: Post, label: str) -> None:
    """Raise what writing waits for (`held`) where `label` lets more people read a post."""
    if Label(label).rank < Label(post.label).rank and (why := held(viewer, "post.edit", post)) is not None:
        raise why


def do_release(post: Post, wanted: str, readers: Readers | None, by: Person | None) -> None:
    """Give a locked post the label that its organisation wants, or the one that it has until a second person agrees."""
    # What everybody can read already needs nobody to say so again.
    label = wanted if wanted == post.label else release(post, wanted)
    if label == wanted or label != post.label:
        do_change_label(post, label, readers, by)
    if label != wanted:
        do_ask_second(post, wanted, by)


def do_change_label(post: Post, label: str, readers: Readers | None, by: Person | None) -> None:
    """Give a locked post another label, with what moves along, and record it."""
    lock_parts(post)
    was = sight_of(post)
    do_label(post, label, readers)
    post.save(update_fields=["label", "readers"])
    do_move_newest([post.pk], sight_of(post))
    record_labelled(post, by, was)
    do_move_parts(post, was, by)


def do_hold(post: Post, by: Person | None) -> None:
    """After words of a locked post changed in another way than by its form: what was public, or waits to be, waits for
    a second person again. Where one person is enough, nothing.
    """
    waiting = post.wishes.still_open().filter(sort=WishSort.SECOND).select_related("asked_by").first()
    wanted = Label.CLEAR if waiting is not None else post.label
    label = release(post, wanted)
    if label == wanted:
        return
    if label != post.label:
        do_change_label(post, label, None, by)
    # Somebody of another organisation is no first person of this one: whoever asked before them still is.
    do_ask_second(post, wanted, waiting.asked_by if waiting is not None and not speaks_there(by, post) else by)


def speaks_there(person: Person | None, post: Post) -> bool:
    """Whether somebody speaks for the organisation of a post."""
    rows = Membership.objects.speaking().filter(organisation=post.organisation_id)
    return person is not None and rows.filter(person=person).exists()


def check_move(viewer: Viewer, post: Post, wanted: PostContent) -> Readers | None:
    """Refuse a label that a locked post cannot have; gives the named readers that go with it."""
    label = wanted.label
    if post.parent is None:
        check_label(post.space, label)
        if veils.is_veiled(post) and label == Label.RED:
            raise PermissionDenied(_("A post without your city's name cannot be for named readers."))
        check_own_sight(post.space, post.organisation, label)
        own = [post.author, viewer.person]
        return readers_of(with_named(viewer, post.space, wanted, post.organisation, own))
    if label not in labels_under(viewer, post.parent):
        raise PermissionDenied(_("A comment cannot be for more people than what it answers. Choose a narrower label."))
    return post.parent.readers if label == Label.RED else None


@transaction.atomic
def claim(viewer: Viewer, post: Post) -> Post:
    """Make an imported post the organisation's own word, by a person who speaks for it; the source stays named."""
    check_may(viewer, "post.claim", post)
    post = lock(post)
    keep_first_revision(post)
    was_public, post.source, post.author = post.label == Label.CLEAR, Source.NATIVE, viewer.person
    post.save(update_fields=["source", "author"])
    post.origin.claimed_at = timezone.now()
    post.origin.save(update_fields=["claimed_at"])
    do_hold(post, viewer.person)
    record_post("post.claimed", post, viewer.person, was_public=was_public)
    return post


@transaction.atomic
def pin(viewer: Viewer, post: Post, *, on: bool) -> None:
    """Keep a post at the top of its space, or let it go."""
    check_may(viewer, "post.pin", post)
    post = lock(post)
    post.pinned_at = timezone.now() if on else None
    post.save(update_fields=["pinned_at"])
    record_post("post.pinned", post, viewer.person, on=on)
