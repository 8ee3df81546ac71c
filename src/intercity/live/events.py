"""Activity rows as live events: rendered once per language, or replayed for a page that was away.

The audience comes from the post as it stands *now*, never from what the row said when it was written: a post
that was narrowed or withdrawn since is not shown again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Prefetch, Q, QuerySet

from intercity.activity.kept import catch_up
from intercity.activity.models import Activity
from intercity.live.event import Events, LiveEvent, StreamWish
from intercity.live.hearing import CHANGES, PUBLISHED, SHOWN, THREAD_ONLY, knowing, may_concern
from intercity.live.hints import hint_changes, thread_of
from intercity.live.placing import addresses, filters
from intercity.live.rendering import render_all
from intercity.organisations.models import Membership
from intercity.posts.cards import render_cards, render_comment
from intercity.posts.models import Attachment, Post, Reader
from intercity.posts.showing import Shower, Shown, shower_of
from intercity.posts.visibility import audience_of
from intercity.spaces.models import Label, Space, SpaceMember

logger = logging.getLogger("intercity.live")

# A page that missed more than this is told to load anew.
MOST_REPLAYED = 200
# Acts that are shown together count once for each post; more of them than this are not even looked through.
MOST_TOGETHER = 20_000
# A page is told of these posts by name only, and fetches them.
FETCH = "fetch"
CARRIED = frozenset({Label.CLEAR, Label.GREEN})
NOBODY: frozenset[str] = frozenset()


def render(rows: Sequence[Activity], languages: Sequence[str]) -> list[Events]:
    """The events of each row by language, none for rows that open pages do not show. New posts are read together."""
    posts = show_posts([row for row in rows if row.verb == PUBLISHED], languages)
    shown = show_together(rows, languages)
    hints = hint_changes([row for row in rows if row.verb in CHANGES], languages)
    return [posts.get(row.pk) or shown.get(row.pk) or hints.get(row.pk) or tell(row, languages) for row in rows]


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
    return MAKERS.get(row.verb) in CLOSERS


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


def note_failure(row: Activity) -> None:
    """A row that cannot be shown is left out, or pages older than it would come back for ever."""
    logger.exception("row %s cannot be replayed", row.pk)


def show_posts(rows: Sequence[Activity], languages: Sequence[str]) -> dict[int, Events]:
    """New posts and comments with their cards, by the ids of their rows."""
    if not rows:
        return {}
    version = catch_up()
    whole = Post.objects.for_cards().select_related("root__space", "parent", "organisation__place")
    found = whole.prefetch_related(Prefetch("attachments", Attachment.objects.shown())).filter(
        uid__in=[row.post_uid for row in rows]
    )
    posts = {post.uid: post for post in found if post.is_published and post.thread_root.is_published}
    told = [post for post in posts.values() if carries_content(post)]
    html = {language: htmls(told, language, version) for language in languages}
    return {
        row.pk: {language: show_post(row, post, html[language].get(post.uid, "")) for language in languages}
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
    """The event of one new post or comment. What is narrower than the network is named, and fetched with permission."""
    if carries_content(post):
        name, data = name_of(post), {**addresses(post), "html": html, **filters(post)}
    else:
        name, data = FETCH, {"uid": post.uid, "root": post.thread_root.uid, "space": post.space.uid}
    return LiveEvent(
        row.pk, row.space_uid, row.root_uid, post.audience, json.dumps(data), name, thread_audiences=thread_of(post)
    )  # fmt: skip


def carries_content(post: Post) -> bool:
    """Whether its words may travel in a stream: both it and its thread are for the network at least."""
    return all(Label(label) in CARRIED for label in (post.label, post.thread_root.label))


def name_of(post: Post) -> str:
    """The event's name: `post` for the stream, `comment` for a thread."""
    return "post" if post.root_id is None else "comment"


def hint_batch(row: Activity) -> LiveEvent:
    """Many posts came at once (an import): pages are told how many, not shown each."""
    label = Label.CLEAR if row.public else Label.GREEN
    data = {"count": len(row.data.get("uids", [])), "space": row.space_uid}
    return LiveEvent(row.pk, row.space_uid, None, audience_of(label, row.space_uid), json.dumps(data), "batch")


def close_members(row: Activity) -> LiveEvent:
    """Somebody's rights changed: their streams are closed and opened anew, with permission."""
    # Who brings an organisation into a space keeps all rights.
    actor = "" if row.verb.startswith("space.") else row.person_uid
    persons = {actor, str(row.data.get("person_uid", ""))} - {""}
    if not row.verb.startswith("membership.") and row.organisation_uid:
        people = Membership.objects.filter(organisation__uid=row.organisation_uid)
        persons |= set(people.values_list("person__uid", flat=True))
    return LiveEvent(row.pk, None, None, NOBODY, "{}", "closed", frozenset(persons))


def close_inside(row: Activity) -> LiveEvent:
    """A space has its first post for its own organisations: their members come back as its audience."""
    inside = SpaceMember.objects.filter(space__uid=row.space_uid).values("organisation")
    people = Membership.objects.filter(organisation__in=inside).values_list("person__uid", flat=True)
    return LiveEvent(row.pk, None, None, NOBODY, "{}", "closed", frozenset(people))


def close_named(row: Activity) -> LiveEvent:
    """Readers were named: they come back as the audience of what is for them."""
    entries = Reader.objects.filter(readers=row.data.get("readers", ""))
    whole = Membership.objects.filter(organisation__in=entries.filter(person=None).values("organisation"))
    named = entries.filter(person__isnull=False).values_list("person__uid", flat=True)
    people = frozenset({*named, *whole.values_list("person__uid", flat=True)})
    return LiveEvent(row.pk, None, None, NOBODY, "{}", "closed", people)


def close_space(row: Activity) -> LiveEvent:
    """A space's labels may have become narrower: everybody signed in is checked anew, and pages hear of it."""
    space = Space.objects.filter(uid=row.space_uid).first()
    audience = knowing(space.widest_label, space.uid) if space else NOBODY
    data = json.dumps({"space": row.space_uid})
    return LiveEvent(row.pk, row.space_uid, None, audience, data, "space", frozenset({"*"}))


def end_space(row: Activity) -> LiveEvent:
    """An exercise is removed: its pages say so. Nothing of it is left to hear, so no stream is closed."""
    audience = knowing(row.data.get("label", ""), row.space_uid)
    data = json.dumps({"space": row.space_uid, "act": row.verb})
    return LiveEvent(row.pk, row.space_uid, None, audience, data, "space")


MAKERS: dict[str, Callable[[Activity], LiveEvent]] = {
    "posts.imported": hint_batch,
    "membership.began": close_members,
    "membership.verified": close_members,
    "membership.changed": close_members,
    "membership.ended": close_members,
    "person.changed": close_members,
    "person.erasing": close_members,
    "person.suspended": close_members,
    "person.readmitted": close_members,
    "organisation.changed": close_members,
    "space.joined": close_members,
    "space.left": close_members,
    "space.narrowed": close_inside,
    "readers.named": close_named,
    "space.changed": close_space,
    "space.removed": end_space,
}
CLOSERS = (close_members, close_inside, close_named, close_space)
