"""Publish what trackers say, in batches: short transactions, one activity each, no notifications."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from intercity.activity.record import record
from intercity.core.markdown import to_html
from intercity.posts.content import ImportedContent
from intercity.posts.kinds import all_kinds
from intercity.posts.models import Origin, Post, Source
from intercity.spaces.models import Label, Space

TopicLink = Post.topics.through
GroupLink = Post.groups.through


def build_post(space: Space, kind: str, item: ImportedContent) -> Post:
    """The unsaved post of one imported row."""
    content = item.content
    return Post(
        kind=kind, space=space, organisation=item.organisation, title=content.title, body=content.body,
        html=to_html(content.body), language=content.language, label=content.label, source=Source.IMPORTED,
        published_at=item.published_at,
    )  # fmt: skip


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
    # Rendering takes longer than writing: it is done before the lock is taken.
    unsaved = [build_post(space, kind, item) for item in items]
    with transaction.atomic():
        posts = Post.objects.bulk_create(unsaved)
        Origin.objects.bulk_create([build_origin(post, item) for post, item in zip(posts, items, strict=True)])
        link_terms(posts, items)
        all_kinds()[kind].save_many_details([(p, i.content.details) for p, i in zip(posts, items, strict=True)])
        record_batch(space, posts)
    return posts


@transaction.atomic
def update_many(space: Space, pairs: Sequence[tuple[Post, ImportedContent]]) -> None:
    """Bring imported posts up to a newer edition of their tracker; `post.origin` must be loaded.

    Posts that their city claimed must be left out by the caller: the city's word stands.
    """
    for post, item in pairs:
        content = item.content
        post.title, post.body, post.html = content.title, content.body, to_html(content.body)
        post.organisation, post.published_at = item.organisation, item.published_at
        # Making the new row puts it in the place of `post.origin`, so its key is taken first.
        known = post.origin.pk
        fresh = build_origin(post, item)
        fresh.pk = known
        fresh.save(force_update=True)
        all_kinds()[post.kind].save_details(post, content.details)
    posts = [post for post, _ in pairs]
    Post.objects.bulk_update(posts, ["title", "body", "html", "organisation", "published_at"])
    TopicLink.objects.filter(post__in=posts).delete()
    GroupLink.objects.filter(post__in=posts).delete()
    link_terms(posts, [item for _, item in pairs])
    record_batch(space, posts)


def link_terms(posts: Sequence[Post], items: Sequence[ImportedContent]) -> None:
    """Write topics and groups of a whole batch in two statements."""
    both = list(zip(posts, items, strict=True))
    TopicLink.objects.bulk_create([TopicLink(post_id=p.pk, topic_id=t.pk) for p, i in both for t in i.content.topics])
    GroupLink.objects.bulk_create([GroupLink(post_id=p.pk, group_id=g.pk) for p, i in both for g in i.content.groups])


def record_batch(space: Space, posts: Sequence[Post]) -> None:
    """Append the one activity of a batch."""
    if posts:
        public = any(post.label == Label.CLEAR for post in posts)
        record("posts.imported", space_uid=space.uid, public=public, data={"uids": [post.uid for post in posts]})
