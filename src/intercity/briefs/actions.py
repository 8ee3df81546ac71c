"""Make, change, drop and publish briefs. The only writers of this room's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.briefs.composing import Composed, compose
from intercity.briefs.models import Brief, Cited
from intercity.briefs.writing import markdown_of
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions import publish
from intercity.posts.content import NewLink, PostContent
from intercity.posts.links import BASIS
from intercity.posts.models import Post
from intercity.posts.visibility import sees_label
from intercity.spaces.models import Label, Space, Topic

# A brief is published as a document whose text stands: nobody goes on writing in it.
KIND: Final = "document"
DETAILS: Final = {"status": "adopted", "open_to_space": False}


class ChangedError(Exception):
    """Somebody changed the brief, or its sources say something else, since it was looked at."""


class LostError(Exception):
    """Some sentences have no source any more that every reader sees."""


def make_brief(
    viewer: Viewer, space: Space, label: Label, topics: Sequence[Topic], since: date, until: date, language: str
) -> Brief:
    """Keep a new brief, as the arithmetic chooses its sentences now. PermissionDenied for whoever may not."""
    check_may(viewer, "brief.make", space)
    check_sight(viewer, space, label)
    now = timezone.now()
    brief = Brief(
        space=space, made_by=viewer.person, made_at=now, label=label, language=language, as_of=now,
        topics=sorted(topic.slug for topic in topics), since=since, until=until,
    )  # fmt: skip
    brief.keys = compose(brief.wanted_by(label)).keys
    with transaction.atomic():
        brief.save()
        record_brief("brief.kept", brief, viewer.person)
    return brief


def change_brief(viewer: Viewer, brief: Brief, keys: Sequence[str], version: int) -> None:
    """Choose and order the sentences of one that is not published.

    PermissionDenied for whoever may not; ChangedError when it is not `version` any more.
    """
    check_may(viewer, "brief.make", brief.space)
    check_sight(viewer, brief.space, brief.label)
    with transaction.atomic():
        row = lock_open(brief, version)
        row.keys, row.version = list(keys), version + 1
        row.save(update_fields=["keys", "version"])
        record_brief("brief.kept", row, viewer.person)


def drop_brief(viewer: Viewer, brief: Brief) -> None:
    """Delete one that is not published; nothing where that was done already. Raises as `change_brief`."""
    check_may(viewer, "brief.make", brief.space)
    check_sight(viewer, brief.space, brief.label)
    with transaction.atomic():
        gone, _each = Brief.objects.filter(pk=brief.pk, published_at=None).delete()
        if gone:
            record_brief("brief.dropped", brief, viewer.person)


def publish_brief(viewer: Viewer, brief: Brief, digest: str) -> Post:
    """Publish what stands there, with its label, connected with its sources; gives the post.

    ChangedError when it does not say what `digest` was made of, LostError when a sentence lost its source; what
    `posts.actions.publish` raises.
    """
    check_may(viewer, "brief.make", brief.space)
    check_sight(viewer, brief.space, brief.label)
    composed = compose(brief.wanted_by(brief.label), brief.keys)
    check_stands(composed, digest)
    content = PostContent(
        title=composed.title, body=markdown_of(composed, brief.uid, str), language=brief.language, label=brief.label,
        topics=list(Topic.objects.filter(slug__in=brief.topics)), uid=brief.uid,
        links=[NewLink(BASIS.name, post) for post in composed.single], details=dict(DETAILS),
    )  # fmt: skip
    return publish(viewer, brief.space, KIND, content, along=lambda: do_mark(brief, composed))


def check_stands(composed: Composed, digest: str) -> None:
    """Refuse what lost a source, says nothing, or says something else than what was looked at."""
    if composed.lost or not composed.lines:
        raise LostError
    if composed.digest != digest:
        raise ChangedError


def check_sight(viewer: Viewer, space: Space, label: str) -> None:
    """Refuse a brief for readers of whom the viewer is not one: they would read through it what is not for them."""
    if label == Label.RED or not sees_label(viewer, label, space.pk):
        raise PermissionDenied(_("You may make a brief only for readers of whom you are one yourself."))


def do_mark(brief: Brief, composed: Composed) -> None:
    """In the transaction that publishes: lock the brief and what it quotes, look again, and write what it cites."""
    row = lock_open(brief, brief.version)
    # Whoever narrows one of these from now on waits, and then the desk tells that the brief quotes it.
    keys = [post.pk for post in composed.single]
    list(Post.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
    if compose(brief.wanted_by(brief.label), brief.keys).digest != composed.digest:
        raise ChangedError
    row.published_at = timezone.now()
    counts = {source.number: len(source.posts) for source in composed.sources}
    row.numbers = [[line.statement.key, line.number, counts[line.number]] for line in composed.lines]
    row.save(update_fields=["published_at", "numbers"])
    Cited.objects.bulk_create(
        Cited(brief=row, post=source.post, number=source.number) for source in composed.sources if not source.is_count
    )


def lock_open(brief: Brief, version: int) -> Brief:
    """The brief as it is now, locked; ChangedError where it is published, gone or another version."""
    row = Brief.objects.select_for_update().filter(pk=brief.pk).first()
    if row is None or row.version != version or row.published_at is not None:
        raise ChangedError
    return row


def record_brief(verb: str, brief: Brief, by: Person | None) -> None:
    """Append an act about a brief that nobody but those who make it can see."""
    record(
        verb, person_uid=by.uid if by else "", space_uid=brief.space.uid,
        data={"brief": brief.uid, "label": brief.label, "version": brief.version},
    )  # fmt: skip
