"""Activity rows as live events: rendered once per language, or replayed for a page that was away.

The audience comes from the post as it stands *now*, never from what the row said when it was written: a post
that was narrowed or withdrawn since is not shown again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from intercity.activity.kept import catch_up
from intercity.activity.models import Activity
from intercity.live.event import Events, LiveEvent, StreamWish
from intercity.live.rendering import render_all
from intercity.organisations.models import Membership
from intercity.posts.cards import render_cards, render_comment
from intercity.posts.filters.scales import adopted_steps, size_of
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.showing import Shower, Shown, shower_of
from intercity.posts.visibility import NETWORK_AUDIENCE, SPACE, audience_of
from intercity.spaces.models import Label, Space

logger = logging.getLogger("intercity.live")

# A page that missed more than this is told to load anew.
MOST_REPLAYED = 200
# Acts that are shown together count once for each post; more of them than this are not even looked through.
MOST_TOGETHER = 20_000
PUBLISHED = "post.published"
NOBODY: frozenset[str] = frozenset()


def render(rows: Sequence[Activity], languages: Sequence[str]) -> list[Events]:
    """The events of each row by language, none for rows that open pages do not show. New posts are read together."""
    posts = show_posts([row for row in rows if row.verb == PUBLISHED], languages)
    shown = show_together(rows, languages)
    return [posts.get(row.pk) or shown.get(row.pk) or tell(row, languages) for row in rows]


def show_together(rows: Sequence[Activity], languages: Sequence[str]) -> dict[int, Events]:
    """What rooms above show of their acts (`posts.showing`), by the ids of the rows."""
    by_shower: dict[Shower, list[Activity]] = {}
    for row in rows:
        shower = shower_of(row.verb)
        if shower is not None:
            by_shower.setdefault(shower, []).append(row)
    told = {pk: shown for shower, some in by_shower.items() for pk, shown in shower(some, languages).items()}
    return {row.pk: events_of(row, told[row.pk]) for row in rows if row.pk in told}


def events_of(row: Activity, shown: Shown) -> Events:
    """One message in each language."""
    return {
        language: LiveEvent(
            row.pk, row.space_uid, row.root_uid, shown.audiences, data, shown.name, thread_only=True
        )  # fmt: skip
        for language, data in shown.data.items()
    }


def tell(row: Activity, languages: Sequence[str]) -> Events:
    """The event of any other act: the same in all languages."""
    make = MAKERS.get(row.verb)
    return dict.fromkeys(languages, make(row)) if make else {}


def closes(row: Activity) -> bool:
    """Whether an act may end somebody's stream: acts on posts do not."""
    return MAKERS.get(row.verb) in (close_members, close_space)


def since(last_id: int, wish: StreamWish) -> list[LiveEvent]:
    """What a page that has seen everything up to `last_id` missed, oldest first, against today's labels."""
    rows = may_concern(wish, Activity.objects.filter(pk__gt=last_id, verb__in=SHOWN).order_by("pk"))
    own = Q(root_uid__in=wish.roots)
    others = ~Q(verb__in=THREAD_ONLY)
    rows = rows.filter(own | (others if wish.spaces is None else others & Q(space_uid__in=wish.spaces)))
    alone = list(rows.exclude(verb__in=THREAD_ONLY)[: MOST_REPLAYED + 1])
    together = shown_together(rows)
    if len(alone) + len({row.post_uid for row in together}) > MOST_REPLAYED or len(together) > MOST_TOGETHER:
        last = rows.order_by("-pk")[0]
        return [LiveEvent(last.pk, last.space_uid, last.root_uid, wish.audiences, "{}", "reload")]
    found = sorted([*alone, *together], key=lambda row: row.pk)
    rendered = render_all(render, found, [wish.language], note_failure)
    return [event for events in rendered for event in events.values()]


def shown_together(rows: QuerySet[Activity]) -> list[Activity]:
    """The acts that rooms above show, without what no shower reads: they may be thousands."""
    read = rows.filter(verb__in=THREAD_ONLY).only("pk", "verb", "organisation_uid", "space_uid", "post_uid", "root_uid")
    return list(read[: MOST_TOGETHER + 1])


def may_concern(wish: StreamWish, rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Without acts that the reader hears nothing of: not even how many there were may be told ("reload")."""
    own = [audience.removeprefix(SPACE) for audience in wish.audiences if audience.startswith(SPACE)]
    heard = [label.value for label in Label if audience_of(label, "") & wish.audiences]
    theirs = Q(data__label__in=heard) | Q(data__label=Label.GREEN, space_uid__in=own)
    # What rooms above show may be for fewer than the post that it is about: these acts say for whom.
    rows = rows.filter(~Q(verb__in=settings.INTERCITY_SHOWERS) | theirs)
    if NETWORK_AUDIENCE in wish.audiences:
        return rows
    public_now = Post.objects.filter(uid=OuterRef("root_uid"), label=Label.CLEAR)
    return rows.filter(Q(public=True) | Q(space_uid__in=own) | Exists(public_now))


def note_failure(row: Activity) -> None:
    """A row that cannot be shown is left out, or pages older than it would come back for ever."""
    logger.exception("row %s cannot be replayed", row.pk)


def show_posts(rows: Sequence[Activity], languages: Sequence[str]) -> dict[int, Events]:
    """New posts and comments with their cards, by the ids of their rows."""
    if not rows:
        return {}
    version = catch_up()
    whole = Post.objects.for_cards().select_related("root", "parent", "organisation__place")
    found = whole.prefetch_related("attachments").filter(uid__in=[row.post_uid for row in rows])
    posts = {post.uid: post for post in found if post.is_published and post.thread_root.is_published}
    html = {language: htmls(posts.values(), language, version) for language in languages}
    return {
        row.pk: {language: show_post(row, post, html[language][post.uid]) for language in languages}
        for row in rows
        if (post := posts.get(row.post_uid)) is not None
    }


def htmls(posts: Iterable[Post], language: str, version: int) -> Mapping[str, str]:
    """By uid the same bytes that the page shows: cards of posts, and comments."""
    roots = [post for post in posts if post.root_id is None]
    cards = zip(roots, render_cards(roots, language, version), strict=True)
    comments = {post.uid: render_comment(post, language) for post in posts if post.root_id is not None}
    return {post.uid: card for post, card in cards} | comments


def show_post(row: Activity, post: Post, html: str) -> LiveEvent:
    """The event of one new post or comment."""
    data = {**addresses(post), "html": html, **filters(post)}
    return LiveEvent(row.pk, row.space_uid, row.root_uid, audience_now(post), json.dumps(data), name_of(post))


def name_of(post: Post) -> str:
    """The event's name: `post` for the stream, `comment` for a thread."""
    return "post" if post.root_id is None else "comment"


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
    return post.audience & post.thread_root.audience


def hint_change(row: Activity) -> LiveEvent:
    """Something that open pages may show has changed: they fetch it anew, with permission, or take it away.

    Only the uid travels, to those who could see the post before or can now; of some acts also which it was, for
    pages that tell their reader instead.
    """
    label = Label.CLEAR if row.public else Label.GREEN
    data = {"uid": row.post_uid, "root": row.root_uid, "space": row.space_uid}
    if row.verb in TOLD:
        data["act"] = row.verb
    return LiveEvent(
        row.pk, row.space_uid, row.root_uid, audience_of(label, row.space_uid), json.dumps(data), "changed"
    )


def hint_batch(row: Activity) -> LiveEvent:
    """Many posts came at once (an import): pages are told how many, not shown each."""
    label = Label.CLEAR if row.public else Label.GREEN
    data = {"count": len(row.data.get("uids", [])), "space": row.space_uid}
    return LiveEvent(row.pk, row.space_uid, None, audience_of(label, row.space_uid), json.dumps(data), "batch")


def close_members(row: Activity) -> LiveEvent:
    """Somebody's rights changed: their streams are closed and opened anew, with permission."""
    persons = {row.person_uid, str(row.data.get("person_uid", ""))} - {""}
    if not row.verb.startswith("membership.") and row.organisation_uid:
        people = Membership.objects.filter(organisation__uid=row.organisation_uid)
        persons |= set(people.values_list("person__uid", flat=True))
    return LiveEvent(row.pk, None, None, NOBODY, "{}", "closed", frozenset(persons))


def close_space(row: Activity) -> LiveEvent:
    """A space's labels may have become narrower: everybody signed in is checked anew, and pages hear of it."""
    space = Space.objects.filter(uid=row.space_uid).first()
    audience = audience_of(space.widest_label, space.uid) if space else NOBODY
    data = json.dumps({"space": row.space_uid})
    return LiveEvent(row.pk, row.space_uid, None, audience, data, "space", frozenset({"*"}))


def end_space(row: Activity) -> LiveEvent:
    """An exercise is removed: its pages say so. Nothing of it is left to hear, so no stream is closed."""
    audience = audience_of(row.data.get("label", ""), row.space_uid)
    data = json.dumps({"space": row.space_uid, "act": row.verb})
    return LiveEvent(row.pk, row.space_uid, None, audience, data, "space")


MAKERS: dict[str, Callable[[Activity], LiveEvent]] = {
    "post.edited": hint_change,
    "post.withdrawn": hint_change,
    "post.removed": hint_change,
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
    "rollcall.changed": hint_change,
    "rollcall.over": hint_change,
    "rollcall.closed": hint_change,
    "rollcall.reopened": hint_change,
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
    "space.removed": end_space,
}
HINTED = [verb for verb, make in MAKERS.items() if make in (hint_change, hint_batch)]
# What rooms above show is for the pages of the post that it is about.
THREAD_ONLY = list(settings.INTERCITY_SHOWERS)
SHOWN = [PUBLISHED, *THREAD_ONLY, *HINTED, "space.removed"]
# Of these a page tells its reader which it was (static/js/told.js).
TOLD = frozenset({"post.removed", "rollcall.over", "rollcall.closed", "rollcall.reopened"})
