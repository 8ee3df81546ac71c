"""Activity rows as live events: rendered once per language, or replayed for a page that was away.

The audience comes from the post as it stands *now*, never from what the row said when it was written: a post
that was narrowed or withdrawn since is not shown again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from intercity.activity.models import Activity
from intercity.live.event import LiveEvent, StreamWish
from intercity.organisations.models import Membership
from intercity.posts.cards import render_card, render_comment
from intercity.posts.filters.scales import adopted_steps, size_of
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.visibility import NETWORK_AUDIENCE, PARTNER, audience_of
from intercity.spaces.models import Label, Space

logger = logging.getLogger("intercity.live")

# A page that missed more than this is told to load anew.
MOST_REPLAYED = 200
NOBODY: frozenset[str] = frozenset()


def render(row: Activity, language: str) -> LiveEvent | None:
    """The event of one row in one language; None for rows that open pages do not show."""
    make = MAKERS.get(row.verb)
    return make(row, language) if make else None


def closes(row: Activity) -> bool:
    """Whether an act may end somebody's stream: acts on posts do not."""
    return MAKERS.get(row.verb) in (close_members, close_space)


def since(last_id: int, wish: StreamWish) -> list[LiveEvent]:
    """What a page that has seen everything up to `last_id` missed, oldest first, against today's labels."""
    rows = may_concern(wish, Activity.objects.filter(pk__gt=last_id, verb__in=SHOWN).order_by("pk"))
    if wish.spaces is not None:
        rows = rows.filter(Q(space_uid__in=wish.spaces) | Q(root_uid__in=wish.roots))
    found = list(rows[: MOST_REPLAYED + 1])
    if len(found) > MOST_REPLAYED:
        last = rows.order_by("-pk")[0]
        return [LiveEvent(last.pk, last.space_uid, last.root_uid, wish.audiences, "{}", "reload")]
    events = (try_render(row, wish.language) for row in found)
    return [event for event in events if event is not None]


def may_concern(wish: StreamWish, rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Without acts that the reader hears nothing of: not even how many there were may be told ("reload")."""
    if NETWORK_AUDIENCE in wish.audiences:
        return rows
    public_now = Post.objects.filter(uid=OuterRef("root_uid"), label=Label.CLEAR)
    own = [audience.removeprefix(PARTNER) for audience in wish.audiences if audience.startswith(PARTNER)]
    return rows.filter(Q(public=True) | Q(space_uid__in=own) | Exists(public_now))


def try_render(row: Activity, language: str) -> LiveEvent | None:
    """As `render`; a row that cannot be shown is left out, or pages older than it would come back for ever."""
    try:
        return render(row, language)
    except Exception:
        logger.exception("row %s cannot be replayed", row.pk)
        return None


def show_post(row: Activity, language: str) -> LiveEvent | None:
    """A new post or comment, with its card."""
    post = Post.objects.for_cards().select_related("root").filter(uid=row.post_uid).first()
    if post is None or not post.is_published or not post.thread_root.is_published:
        return None
    data = {**addresses(post), "html": card_or_comment(post, language), **filters(post)}
    return LiveEvent(row.pk, row.space_uid, row.root_uid, audience_now(post), json.dumps(data), name_of(post))


def name_of(post: Post) -> str:
    """The event's name: `post` for the stream, `comment` for a thread."""
    return "post" if post.root_id is None else "comment"


def card_or_comment(post: Post, language: str) -> str:
    """The same bytes that the page shows."""
    return render_card(post, language) if post.root_id is None else render_comment(post, language)


def addresses(post: Post) -> dict[str, str | None]:
    """Where pages put it, and which pages it concerns."""
    return {
        "uid": post.uid,
        "root": post.thread_root.uid,
        "parent": post.parent.uid if post.parent else None,
        "space": post.space.uid,
    }


def filters(post: Post) -> dict[str, Any]:
    """What a page with filters compares before it counts the post as new to its reader."""
    place = post.organisation.place
    return {
        "kind": post.kind,
        "topic": [topic.slug for topic in post.topics.all()],
        "group": [group.slug for group in post.groups.all()],
        "country": post.organisation.country,
        "level": post.organisation.level,
        "size": size_of(place.population) if place else "",
        "adopted": adopted_steps(post.tally.adopted if hasattr(post, "tally") else 0),
        "status": kind_of(post).filter_values(post).get("status", ""),
    }


def audience_now(post: Post) -> frozenset[str]:
    """Who may see it as it stands; for a comment, as its thread stands too."""
    space_uid = post.space.uid
    return audience_of(post.label, space_uid) & audience_of(post.thread_root.label, space_uid)


def hint_change(row: Activity, language: str) -> LiveEvent:
    """Something that open pages may show has changed: they fetch it anew, with permission, or take it away.

    Only the uid travels, to those who could see the post before or can now.
    """
    label = Label.CLEAR if row.public else Label.GREEN
    data = {"uid": row.post_uid, "root": row.root_uid, "space": row.space_uid}
    return LiveEvent(
        row.pk, row.space_uid, row.root_uid, audience_of(label, row.space_uid), json.dumps(data), "changed"
    )


def hint_batch(row: Activity, language: str) -> LiveEvent:
    """Many posts came at once (an import): pages are told how many, not shown each."""
    label = Label.CLEAR if row.public else Label.GREEN
    data = {"count": len(row.data.get("uids", [])), "space": row.space_uid}
    return LiveEvent(row.pk, row.space_uid, None, audience_of(label, row.space_uid), json.dumps(data), "batch")


def close_members(row: Activity, language: str) -> LiveEvent:
    """Somebody's rights changed: their streams are closed and opened anew, with permission."""
    persons = {row.person_uid, str(row.data.get("person_uid", ""))} - {""}
    if not row.verb.startswith("membership.") and row.organisation_uid:
        people = Membership.objects.filter(organisation__uid=row.organisation_uid)
        persons |= set(people.values_list("person__uid", flat=True))
    return LiveEvent(row.pk, None, None, NOBODY, "{}", "closed", frozenset(persons))


def close_space(row: Activity, language: str) -> LiveEvent:
    """A space's labels may have become narrower: everybody signed in is checked anew, and pages hear of it."""
    space = Space.objects.filter(uid=row.space_uid).first()
    audience = audience_of(space.widest_label, space.uid) if space else NOBODY
    data = json.dumps({"space": row.space_uid})
    return LiveEvent(row.pk, row.space_uid, None, audience, data, "space", frozenset({"*"}))


MAKERS: dict[str, Callable[[Activity, str], LiveEvent | None]] = {
    "post.published": show_post,
    "post.edited": hint_change,
    "post.withdrawn": hint_change,
    "post.relabelled": hint_change,
    "post.claimed": hint_change,
    "post.reacted": hint_change,
    "adoption.changed": hint_change,
    "adoption.reviewed": hint_change,
    "practice.asked": hint_change,
    "practice.confirmed": hint_change,
    "question.asked": hint_change,
    "question.passed": hint_change,
    "question.declined": hint_change,
    "question.escalated": hint_change,
    "question.accepted": hint_change,
    "question.settled": hint_change,
    "question.reopened": hint_change,
    "request.changed": hint_change,
    "posts.imported": hint_batch,
    "membership.began": close_members,
    "membership.verified": close_members,
    "membership.changed": close_members,
    "membership.ended": close_members,
    "person.changed": close_members,
    "organisation.changed": close_members,
    "space.joined": close_members,
    "space.left": close_members,
    "space.changed": close_space,
}
SHOWN = [verb for verb, make in MAKERS.items() if make in (show_post, hint_change, hint_batch)]
