"""Publish posts and comments: the one way in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.core.quick import exists, insert
from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.actions.linking import do_link_new, record_linked
from intercity.posts.actions.naming import readers_of, record_named, with_named
from intercity.posts.actions.releasing import do_ask_second, release
from intercity.posts.actions.unnamed import check_unnamed, do_note_who, do_take_pictures, hide, in_its_voice
from intercity.posts.content import NewLink, PostContent, is_uid
from intercity.posts.kinds import Part, all_kinds, begin_of, kind_of
from intercity.posts.later import check_moment
from intercity.posts.links import PART
from intercity.posts.mentions import render_body
from intercity.posts.models import Attachment, Post, State
from intercity.posts.sight import labels_under
from intercity.spaces.actions import do_join, do_narrow, record_joined
from intercity.spaces.agreeing import has_agreed
from intercity.spaces.models import Label, Space, SpaceMember
from intercity.spaces.models.labels import usable_within

Along = Callable[[], object] | None


def publish(
    viewer: Viewer, space: Space, kind: str, content: PostContent, along: Along = None, *, unnamed: bool = False
) -> Post:
    """Publish for the organisation the viewer acts for, or for that but without its name; gives the post.

    `along` is called inside the same transaction, before anything is written. Sending the same `content.uid`
    again gives the post that stands already. Raises PermissionDenied when the policy says no, the label is wider
    than the space allows, or the uid is somebody else's; ValidationError when it cannot go without the name, or not at
    the moment that `content` names.
    """
    check_may(viewer, all_kinds()[kind].right or "space.publish", space)
    check_label(space, content.label)
    assert viewer.acting is not None
    organisation, person = viewer.acting.organisation, viewer.acting.person
    check_own_sight(space, organisation, content.label, joins=True)
    if content.visible_from is not None:
        check_moment(content.visible_from, timezone.now())
    if unnamed:
        content = check_unnamed(organisation, person, space, kind, content)
    content = with_named(viewer, space, content, organisation, [person])
    return do_publish(space, kind, content, organisation, person, along=along, unnamed=unnamed)


def comment(
    viewer: Viewer, parent: Post, content: PostContent, kind: str = "comment", along: Along = None, label: str = "",
    *, openly: bool = False,
) -> Post:  # fmt: skip
    """Answer `parent` (a post or a comment); `along` as in `publish`.

    The comment is for those who see `parent`, or with `label` for fewer. Whoever asked without their city's name
    answers without it too, unless `openly`. Raises PermissionDenied for a label that is wider, or that its own writer
    could not read; ValidationError for words that name the city all the same.
    """
    check_may(viewer, "post.comment", parent.thread_root)
    if label and label not in labels_under(viewer, parent):
        raise PermissionDenied(_("A comment cannot be for more people than what it answers. Choose a narrower label."))
    assert viewer.acting is not None
    acting = viewer.acting
    unnamed = not openly and veils.is_mine(viewer, parent.thread_root)
    if unnamed:
        content = in_its_voice(parent.thread_root, acting.person, content)
    return do_publish(
        parent.space, kind, content, acting.organisation, acting.person,
        parent=parent, along=along, label=label, unnamed=unnamed,
    )  # fmt: skip


def check_label(space: Space, label: str) -> None:
    """Refuse a label that cannot be chosen in this space."""
    if label not in usable_within(space.widest_label):
        raise PermissionDenied(_("This space does not allow that label. Choose a narrower one."))


def check_own_sight(space: Space, organisation: Organisation, label: str, *, joins: bool = False) -> None:
    """Refuse "This space" for an organisation that does not belong to it: it could not read its own words.

    With `joins`, one of the network may: it joins by publishing, where the space is open to it. Cities that are not
    named belong to the space.
    """
    may_join = joins and organisation.reads_network and space.open_to_network
    if label != Label.AMBER or organisation.is_unnamed or may_join:
        return
    if not SpaceMember.objects.filter(space=space, organisation=organisation).exists():
        raise PermissionDenied(_("Your organisation does not belong to this space, so it could not read this itself."))


def do_publish(
    space: Space,
    kind: str,
    content: PostContent,
    organisation: Organisation,
    author: Person | None,
    *,
    parent: Post | None = None,
    published_at: datetime | None = None,
    along: Along = None,
    label: str = "",
    unnamed: bool = False,
) -> Post:
    """Write the post, its details, terms and attachments, then its activity, in one transaction.

    A comment is for those who see `parent`, or with a narrower `label` for these. What is `unnamed` says neither
    organisation nor author, and brings the organisation into no space: that would say it. What two people release
    waits as `release` says, which may raise ValidationError.
    What waits for its time brings it in when that comes, and until then nobody hears of it.
    """
    root = parent.thread_root if parent is not None else None
    # Rendered before the transaction: a long text must not hold up others who write.
    post = Post(
        uid=content.uid or new_uid(), kind=all_kinds()[kind].name, space=space, parent=parent, root=root,
        organisation=organisation, author=author, title=content.title, body=content.body,
        html=render_body(content.body), contact=content.contact, language=content.language,
        **sight_for(parent, content, label), published_at=published_at or content.visible_from or timezone.now(),
        visible_from=content.visible_from, state=State.EMBARGOED if content.visible_from else State.PUBLISHED,
    )  # fmt: skip
    post.begins_on = begin_of(post, content.details)
    with transaction.atomic():
        if along is not None:
            along()
        standing = already_published(content, author)
        if standing is not None:
            return standing
        if root is None:
            post.readers = readers_of(content, apart=post.uid if post.is_embargoed else "")
        fitting = hide(post, organisation) if unnamed else 0
        wanted, alone = post.label, release(post, post.label)
        post.label = wanted if post.is_embargoed else alone
        joined = not unnamed and not post.is_embargoed and brings_in(post)
        insert(post)
        if unnamed and author is not None:
            do_note_who(post, organisation, author, fitting)
        write_new_parts(post, content, author)
        if post.is_embargoed:
            record_waiting("post.embargoed", post, author)
        else:
            record_published(post, author, wanted, joined=joined, part_of=content.part_of)
            if content.links:
                record_linked(post, author)
            do_publish_parts(post)
    return post


def do_publish_parts(post: Post) -> None:
    """Publish the parts of a post that stand nowhere yet, for the same readers, inside the caller's transaction.

    As children of its words they come with it or not at all. Without the city's name there are none.
    """
    parts = [] if veils.is_veiled(post) else kind_of(post).parts(post)
    standing = set(Post.objects.filter(uid__in=[one.uid for one in parts]).values_list("uid", flat=True))
    for one in parts:
        if one.uid not in standing:
            content = part_content(post, one)
            do_publish(post.space, one.kind, content, post.organisation, post.author, published_at=post.published_at)


def part_content(post: Post, part: Part) -> PostContent:
    """The part as a post of its own: topics, groups, language and readers are those of `post`."""
    return PostContent(
        uid=part.uid, title=part.title, details=dict(part.details), language=post.language, contact=post.contact,
        label=post.label, readers=post.readers, topics=list(post.topics.all()), groups=list(post.groups.all()),
        links=[NewLink(PART.name, post, back=True)], part_of=post.uid,
    )  # fmt: skip


def brings_in(post: Post) -> bool:
    """Bring its organisation into the space with a first post, where it may come; True when it was not in yet."""
    joins = post.root_id is None and post.organisation.reads_network and post.space.open_to_network
    return joins and has_agreed(post.space, post.organisation.pk) and do_join(post.space, post.organisation)


def record_published(
    post: Post, author: Person | None, wanted: str, *, joined: bool, asks: Person | None = None, part_of: str = ""
) -> None:
    """Append the acts of a post that everybody whom it is for sees from now on; a second person is asked where its
    author, or whoever `asks`, `wanted` another label than it has for now."""
    if joined:
        record_joined(post.space, post.organisation)
    record_named(post.readers)
    do_narrow(post.space, post.label)
    told: dict[str, Any] = {"part_of": part_of} if part_of else {}
    record_post("post.published", post, author, **told)
    if post.label != wanted:
        do_ask_second(post, wanted, asks or author)


def record_waiting(verb: str, post: Post, by: Person | None, **data: object) -> None:
    """Append an act about a post that waits for its time. Nothing that others see is made of it."""
    record(
        verb, person_uid=by.uid if by else "", organisation_uid=post.organisation.uid, space_uid=post.space.uid,
        post_uid=post.uid, data={"kind": post.kind, **data},
    )  # fmt: skip


def sight_for(parent: Post | None, content: PostContent, label: str) -> dict[str, Any]:
    """Label and named readers of a new post, or of a new comment on `parent`."""
    if parent is None:
        return {"label": content.label, "readers": content.readers}
    # A comment may be narrower than its thread, and its thread may have been narrowed since it was read.
    own = max((Label(one) for one in (parent.thread_root.label, parent.label, label) if one), key=lambda one: one.rank)
    named_by = parent if parent.label == Label.RED else parent.thread_root
    return {"label": own, "readers": named_by.readers if own == Label.RED else None}


def already_published(content: PostContent, author: Person | None) -> Post | None:
    """The post with the sender's uid, if it stands already; PermissionDenied if it is not the sender's own."""
    if not content.uid:
        return None
    if not is_uid(content.uid):
        raise PermissionDenied(_("This form is damaged. Open the page again and paste your text."))
    # Whoever sent it without the name and sends it again with it would show by the same words who they are.
    behind = veils.uid_behind(author, content.uid) if author is not None else content.uid
    if not exists("posts_post WHERE uid IN (%s, %s)", content.uid, behind):
        return None
    post = Post.objects.select_related("organisation").filter(uid__in=(content.uid, behind)).earliest("pk")
    if not veils.sent_by(post, author):
        raise PermissionDenied(_("This form is damaged. Open the page again and paste your text."))
    return post


def write_new_parts(post: Post, content: PostContent, by: Person | None) -> None:
    """As `write_parts`, for a post on which nothing can hang yet: nothing is looked for."""
    if content.topics:
        post.topics.add(*content.topics)
    if content.groups:
        post.groups.add(*content.groups)
    do_link_new(post, content.links, by)
    kind_of(post).save_many_details([(post, content.details)])
    take_files(post, content, by)


def write_parts(post: Post, content: PostContent, by: Person | None) -> None:
    """Write what hangs on a post: terms, the kind's details, the files that `by` uploaded for it."""
    post.topics.set(content.topics)
    post.groups.set(content.groups)
    kind_of(post).save_details(post, content.details)
    take_files(post, content, by)


def take_files(post: Post, content: PostContent, by: Person | None) -> None:
    """Hang the files on the post that its writer uploaded for it."""
    if not content.attachments or by is None:
        return
    if veils.is_veiled(post):
        do_take_pictures(post, list(content.attachments), by)
    else:
        Attachment.objects.filter(uid__in=content.attachments, post=None, uploaded_by=by).update(post=post)


def record_post(verb: str, post: Post, by: Person | None, *, was_public: bool = False, **data: object) -> None:
    """Append an act about `post`; `was_public` when it was public before, so that public pages are renewed.

    `data` holds its label (and the uid of its named readers) as they are from now on; `was` and `was_readers` of an
    act that changed them say what they were.
    """
    root, by = post.thread_root, veils.nameable(post, by)
    record(
        verb,
        person_uid=by.uid if by else "",
        organisation_uid=post.organisation.uid,
        space_uid=post.space.uid,
        post_uid=post.uid,
        root_uid=root.uid,
        public=was_public or root.label == Label.CLEAR,
        data={"kind": post.kind, "label": post.label, **named(post.readers_id), **data},
    )


def named(readers_uid: str | None) -> dict[str, str]:
    """What an act says of named readers: their set, where there is one."""
    return {"readers": readers_uid} if readers_uid else {}
