"""Publish what trackers say, in batches: short transactions, one activity each, no notifications."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from intercity.activity.record import record
from intercity.core.markdown import to_html
from intercity.posts.content import ImportedContent
from intercity.posts.kinds import all_kinds, begin_of
from intercity.posts.models import Origin, Post, Source
from intercity.spaces.models import Label, Space

TopicLink = Post.topics.through
GroupLink = Post.groups.through
ORIGIN_FIELDS = ["tracker", "record", "edition", "fingerprint", "licence", "link", "place_text", "place_matched"]


def build_post(space: Space, kind: str, item: ImportedContent) -> Post:
    """The unsaved post of one imported row."""
    content = item.content
    post = Post(
        kind=kind, space=space, organisation=item.organisation, title=content.title, body=content.body,
        html=to_html(content.body), language=content.language, label=content.label, source=Source.IMPORTED,
        published_at=item.published_at,
    )  # fmt: skip
    post.begins_on = begin_of(post, content.details)
    return post


def build_origin(post: Post, item: ImportedContent) -> Origin:
    """The unsaved origin of one imported row."""
    return Origin(
        post=post, tracker=item.tracker, record=item.record, edition=item.edition, fingerprint=item.fingerprint,
        licence=item.licence, link=item.link, place_text=item.place_text, place_matched=item.place_matched,
    )  # fmt: skip


def publish_many(space: Space, kind: str, items: Sequence[ImportedContent]) -> list[Post]:
    """Write a batch of new imported posts with origins, terms and details, and one activity that names them.

    Keep batches to about 100 rows: the write lock is held for the whole batch and others wait meanwhile.
    """
    # Rendering and building take longer than writing: they are done before the lock is taken.
    posts = [build_post(space, kind, item) for item in items]
    origins = [build_origin(post, item) for post, item in zip(posts, items, strict=True)]
    with transaction.atomic():
        Post.objects.bulk_create(posts)
        Origin.objects.bulk_create(origins)
        link_terms(posts, items)
        all_kinds()[kind].save_many_details([(p, i.content.details) for p, i in zip(posts, items, strict=True)])
        record_batch(space, posts)
    return posts


def update_many(space: Space, pairs: Sequence[tuple[Post, ImportedContent]]) -> list[Post]:
    """Bring imported posts up to a newer edition of their tracker; `post.origin` must be loaded.

    Gives the posts that were changed: one that its city claimed, even a moment ago, is left out, for the
    city's word stands.
    """
    built = [(apply_content(post, item), item) for post, item in pairs]
    with transaction.atomic():
        both = leave_out_claimed(built)
        posts = [post for post, _ in both]
        Post.objects.bulk_update(posts, ["title", "body", "html", "organisation", "published_at", "begins_on"])
        Origin.objects.bulk_update([post.origin for post in posts], ORIGIN_FIELDS)
        for post, item in both:
            all_kinds()[post.kind].save_details(post, item.content.details)
        TopicLink.objects.filter(post__in=posts).delete()
        GroupLink.objects.filter(post__in=posts).delete()
        link_terms(posts, [item for _, item in both])
        record_batch(space, posts)
    return posts


def apply_content(post: Post, item: ImportedContent) -> Post:
    """Give a stored post and its origin the words of a newer edition, unsaved."""
    content = item.content
    post.title, post.body, post.html = content.title, content.body, to_html(content.body)
    post.organisation, post.published_at = item.organisation, item.published_at
    post.begins_on = begin_of(post, content.details)
    # Making the new row puts it in the place of `post.origin`, so its key is taken first.
    known = post.origin.pk
    build_origin(post, item).pk = known
    return post


def leave_out_claimed(pairs: Sequence[tuple[Post, ImportedContent]]) -> list[tuple[Post, ImportedContent]]:
    """Those of `pairs` that no city has claimed; their posts stay locked until the transaction ends."""
    keys = [post.pk for post, _ in pairs]
    free = Post.objects.select_for_update().filter(pk__in=keys, source=Source.IMPORTED).order_by("pk")
    unclaimed = set(free.values_list("pk", flat=True))
    return [(post, item) for post, item in pairs if post.pk in unclaimed]


def link_terms(posts: Sequence[Post], items: Sequence[ImportedContent]) -> None:
    """Write topics and groups of a whole batch in two statements."""
    both = list(zip(posts, items, strict=True))
    TopicLink.objects.bulk_create([TopicLink(post_id=p.pk, topic_id=t.pk) for p, i in both for t in i.content.topics])
    GroupLink.objects.bulk_create([GroupLink(post_id=p.pk, group_id=g.pk) for p, i in both for g in i.content.groups])


def record_batch(space: Space, posts: Sequence[Post]) -> None:
    """Append the one activity of a batch; its public posts have their own, for the public is told how many came."""
    for public in (True, False):
        uids = [post.uid for post in posts if (post.label == Label.CLEAR) == public]
        if uids:
            record("posts.imported", space_uid=space.uid, public=public, data={"uids": uids})
