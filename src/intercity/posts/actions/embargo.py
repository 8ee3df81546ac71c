"""Posts that wait for their time: changed, brought forward, taken back, published when it has come.

Until then nobody but their own people may notice them: each act here is `record_waiting`'s, and nothing that others
see is made of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.organisations.models import Membership, Person
from intercity.organisations.permissions import check_may, held, may
from intercity.organisations.viewers import Viewer, memberships_of, viewer_with
from intercity.posts.actions.attaching import FileChanges, do_change_files
from intercity.posts.actions.changing import keep_first_revision
from intercity.posts.actions.linking import record_linked
from intercity.posts.actions.naming import drop_readers, readers_of, with_named
from intercity.posts.actions.publishing import (
    brings_in,
    check_label,
    check_own_sight,
    do_publish_parts,
    record_published,
    record_waiting,
    write_parts,
)
from intercity.posts.actions.releasing import release
from intercity.posts.actions.removing import unlink
from intercity.posts.content import PostContent
from intercity.posts.kinds import begin_of, kind_of
from intercity.posts.later import check_moment
from intercity.posts.mentions import render_body
from intercity.posts.models import Post, State
from intercity.posts.querysets import PostQuerySet
from intercity.posts.versions import check_read, text_of

SETTLED = ("state", "visible_from", "published_at", "author", "label")


def do_publish_due(pk: int, now: datetime) -> bool:
    """Publish a post whose time has come, or leave it to its people and tell them; False where that is done already."""
    with transaction.atomic():
        post = locked().filter(pk=pk, state=State.EMBARGOED, visible_from__lte=now).first()
        if post is None:
            return False
        if why_not(post, post.author):
            do_delay(post)
        else:
            do_show(post, now)
        return True


def why_not(post: Post, sender: Person | None) -> str:
    """Why `sender` cannot publish a waiting post for its organisation as things stand now; "" where nothing hinders."""
    speaking = Membership.objects.speaking().filter(person=sender, organisation=post.organisation_id)
    membership = speaking.first() if sender is not None else None
    if sender is None or membership is None:
        return _("Its author cannot publish for your organisation any more.")
    if post.space.is_archived:
        return _("The space is archived.")
    viewer = viewer_with(sender, memberships_of(sender), membership.pk)
    verb = kind_of(post).right or "space.publish"
    if not may(viewer, verb, post.space):
        return str(held(viewer, verb, post.space) or _("Your organisation cannot publish in this space any more."))
    try:
        check_label(post.space, post.label)
        check_own_sight(post.space, post.organisation, post.label, joins=True)
    except PermissionDenied as refused:
        return str(refused)
    return ""


def do_show(post: Post, now: datetime, by: Person | None = None) -> None:
    """Publish a locked post as if it was written now: whatever is made of a new post is made of this act.

    Where somebody brought it forward, `by` whom is recorded before it, after the last write that others may wait for.
    Where two people release what becomes public, the network's until the second one says yes.
    """
    wanted, post.label = post.label, release(post, post.label)
    post.state, post.visible_from, post.published_at = State.PUBLISHED, None, now
    joined = brings_in(post)
    post.save(update_fields=SETTLED)
    if post.readers is not None:
        # Of its set of readers nobody was told.
        post.readers.is_new = True
    writer = writer_of(post)
    if writer != post.author:
        # Nobody confirms as a second person what they wrote themselves.
        keep_first_revision(post, writer)
    if by is not None:
        record_waiting("post.embargoed", post, by, until="now")
    record_published(post, post.author, wanted, joined=joined, asks=writer if speaks(writer, post) else None)
    record_linked(post, post.author)
    do_publish_parts(post)


def writer_of(post: Post) -> Person | None:
    """Who wrote the words of a waiting post as they stand: its author, or whoever changed them last."""
    acts = Activity.objects.filter(post_uid=post.uid, verb="post.embargoed").order_by("pk")
    wrote = [act.person_uid for place, act in enumerate(acts) if place == 0 or act.data.get("words")]
    return Person.objects.filter(uid__in=wrote[-1:]).first() or post.author


def do_delay(post: Post) -> None:
    """Leave a locked post to its people, who are told: without a time, the clock looks at it no more."""
    post.visible_from = None
    post.save(update_fields=["visible_from"])
    # Not as the act's post: that is what people are told of as far as they see it, and this one nobody sees.
    record(
        "post.delayed", organisation_uid=post.organisation.uid, space_uid=post.space.uid, data={"post": post.uid}
    )  # fmt: skip


def locked() -> PostQuerySet:
    """The rows of posts, each locked as by `changing.lock` where it is fetched, with all that is needed to publish."""
    rows = Post.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("space", "organisation", "author", "readers")


def lock_embargoed(post: Post) -> Post:
    """The row as it stands, locked. ValidationError where it was published or taken back meanwhile."""
    now = locked().filter(pk=post.pk, state=State.EMBARGOED).first()
    if now is None:
        raise ValidationError(_("It does not wait any more: it was published or taken back meanwhile."))
    return now


@transaction.atomic
def bring_forward(viewer: Viewer, post: Post) -> Post:
    """Publish a waiting post now. Where its author cannot any more, whoever does it stands for it.

    ValidationError with the reason where it cannot be published.
    """
    check_may(viewer, "post.lift", post)
    post = lock_embargoed(post)
    if not speaks(post.author, post):
        post.author = viewer.person
    why = why_not(post, post.author)
    if why:
        raise ValidationError(why)
    do_show(post, timezone.now(), viewer.person)
    return post


def speaks(person: Person | None, post: Post) -> bool:
    """Whether a person may publish for the post's organisation now."""
    rows = Membership.objects.speaking().filter(person=person, organisation=post.organisation_id)
    return person is not None and rows.exists()


@transaction.atomic
def take_back(viewer: Viewer, post: Post) -> None:
    """Remove a waiting post with its files: nobody else has seen it, so nothing is left of it."""
    check_may(viewer, "post.lift", post)
    post = lock_embargoed(post)
    readers, files = post.readers, post.attachments.places()
    post.delete()
    drop_readers(readers)
    transaction.on_commit(partial(unlink, files))
    record_waiting("post.unembargoed", post, viewer.person)


def edit_embargoed(viewer: Viewer, post: Post, content: PostContent, files: FileChanges, *, read: str = "") -> Post:
    """Replace all of a waiting post, its label and its time too. What it said before was never read: nothing is kept.

    Raises as `publish`; ValidationError too where it does not wait any more, EditedMeanwhileError as `edit`.
    """
    check_may(viewer, "post.edit", post)
    check_label(post.space, content.label)
    check_own_sight(post.space, post.organisation, content.label, joins=True)
    if content.visible_from is None:
        raise ValidationError(_("Say when it is to be published."))
    check_moment(content.visible_from, timezone.now())
    if content.label == post.label and not content.named:
        content = replace(content, readers=post.readers)
    content = with_named(viewer, post.space, content, post.organisation, [post.author, viewer.person])
    html = render_body(content.body)
    with transaction.atomic():
        now = lock_embargoed(post)
        if (now.label, now.readers_id) != (post.label, post.readers_id):
            raise ValidationError(_("A colleague changed who may see it meanwhile. Choose again and save."))
        check_read(now, read)
        return do_rewrite(now, content, html, viewer.person, files)


def do_rewrite(post: Post, content: PostContent, html: str, by: Person | None, files: FileChanges) -> Post:
    """Write `content` into a locked waiting post."""
    text = text_of(post)
    before, post.readers = post.readers, readers_of(content, apart=post.uid)
    post.title, post.body, post.html = content.title, content.body, html
    post.contact, post.language, post.label = content.contact, content.language, content.label
    post.visible_from = content.visible_from
    post.published_at = content.visible_from or post.published_at
    post.begins_on = begin_of(post, content.details)
    post.save()
    write_parts(post, content, by)
    do_change_files(post, files)
    if before != post.readers:
        drop_readers(before)
    record_waiting("post.embargoed", post, by, words=text_of(post) != text)
    return post
