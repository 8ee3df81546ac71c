"""From the leased rows of a digest to what its reader may see of them now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from intercity.activity.models import Activity
from intercity.notifications.choices import all_choices
from intercity.notifications.digest.items import Item
from intercity.notifications.digest.ranking import best
from intercity.notifications.models import By, Channel, Delivery, DeliveryState, Follow
from intercity.notifications.seeing import get_post_to_tell
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.posts.telling import Letter, NotForThem, Pace, Teller, all_tellers

# So many of the newest conversations are weighed; the others are only counted.
MOST_WEIGHED = 200
PUBLISHED = "post.published"


@dataclass
class Reading:
    """What a digest shows, how many items more there are, and which rows may not go, each with its reason."""

    items: Sequence[Item] = ()
    more: int = 0
    dropped: list[tuple[Delivery, str]] = field(default_factory=list)


def read(viewer: Viewer, rows: Sequence[Delivery]) -> Reading:
    """What the viewer wants and may see of these rows, now, in the active language."""
    reading = Reading()
    kept = without(rows, refusals(viewer, rows), reading)
    acts = activities_of(kept)
    items = group(kept, acts)
    weighed = items[-MOST_WEIGHED:]
    add_roots(viewer, weighed)
    add_letters(viewer, weighed, acts, reading)
    reading.items = best([item for item in weighed if item.rows and (item.root or item.letters)])
    reading.more = sum(bool(item.rows) for item in items) - len(reading.items)
    add_answers(viewer, reading.items)
    return reading


def without(rows: Iterable[Delivery], refused: Mapping[int, str], reading: Reading) -> list[Delivery]:
    """The rows that may go; the others are noted as dropped."""
    reading.dropped += [(row, refused[row.pk]) for row in rows if row.pk in refused]
    return [row for row in rows if row.pk not in refused]


def refusals(viewer: Viewer, rows: Sequence[Delivery]) -> dict[int, str]:
    """Why rows may not go, by their key: not wanted any more, muted, not to be seen."""
    posts = Post.objects.visible_to(viewer).filter(uid__in={row.post_uid for row in rows if row.post_uid})
    seen = set(posts.values_list("uid", flat=True))
    wanted = wanted_tellers(viewer)
    muted = set(Follow.objects.filter(person=viewer.person, muted=True).values_list("post__uid", flat=True))
    reasons = {row.pk: refusal(row, wanted, muted, seen) for row in rows}
    return {key: reason for key, reason in reasons.items() if reason}


def refusal(row: Delivery, wanted: Mapping[str, Teller], muted: set[str], seen: set[str]) -> str:
    """Why one row may not go; "" when it may."""
    if row.teller not in wanted:
        return "wants no mail about it"
    if row.post_uid and row.post_uid not in seen:
        return "may not see it any more"
    return "muted the conversation" if row.root_uid in muted and row.root_uid else ""


def wanted_tellers(viewer: Viewer) -> dict[str, Teller]:
    """The tellers of whose events the person wants mail, at whatever pace by now."""
    assert viewer.person is not None
    choices = all_choices(viewer.person)
    mailed = {name for name, choice in choices.items() if choice.by == By.MAIL and choice.pace != Pace.NEVER}
    return {name: teller for name, teller in all_tellers().items() if teller.event.name in mailed}


def activities_of(rows: Iterable[Delivery]) -> dict[int, Activity]:
    """The acts that rows tell of, by key."""
    return {act.pk: act for act in Activity.objects.filter(pk__in=[row.activity_id for row in rows])}


def group(rows: Iterable[Delivery], acts: Mapping[int, Activity]) -> list[Item]:
    """Rows by conversation, the one that moved last at the end. What is about no post stands by itself."""
    items: dict[str, Item] = {}
    for row in rows:
        key = row.root_uid or row.uid
        item = items.pop(key, None) or Item([])
        items[key] = item
        item.rows.append(row)
        act = acts.get(row.activity_id)
        if act is not None and act.verb == PUBLISHED:
            item.is_new |= row.post_uid == row.root_uid
            item.answer_uids |= {row.post_uid} - {row.root_uid}
        add_why(item, row)
    return list(items.values())


def add_why(item: Item, row: Delivery) -> None:
    """Say why it comes where that is more than following: events that usually come at once are meant in person."""
    label = str(all_tellers()[row.teller].event.label)
    if is_in_person(row) and label not in item.whys:
        item.whys.append(label)


def is_in_person(row: Delivery) -> bool:
    """Whether it concerns the reader in person."""
    return all_tellers()[row.teller].event.pace == Pace.NOW


def add_roots(viewer: Viewer, items: Iterable[Item]) -> None:
    """Give each item the post that its conversation is about, with what a card shows."""
    uids = {item.rows[0].root_uid for item in items if item.rows[0].root_uid}
    posts = {post.uid: post for post in Post.objects.visible_to(viewer).filter(uid__in=uids).for_cards()}
    for item in items:
        item.root = posts.get(item.rows[0].root_uid)


def add_letters(viewer: Viewer, items: Iterable[Item], acts: Mapping[int, Activity], reading: Reading) -> None:
    """Add what tellers say of acts that published nothing, and of new posts that ask the reader to do something.

    Rows that are settled meanwhile are dropped.
    """
    for item in items:
        for row in list(item.rows):
            act = acts.get(row.activity_id)
            is_new = act is not None and act.verb == PUBLISHED
            if is_new and not is_in_person(row):
                continue
            try:
                letter = letter_of(viewer, row, act, item)
                item.letters += [letter] if letter.buttons or not is_new else []
            except NotForThem as reason:
                item.rows.remove(row)
                reading.dropped.append((row, str(reason)))


def letter_of(viewer: Viewer, row: Delivery, act: Activity | None, item: Item) -> Letter:
    """What the teller of one row says now; NotForThem when there is nothing left to say."""
    if act is None or viewer.person is None:
        raise NotForThem("nobody tells this any more")
    about_root = item.root is not None and row.post_uid == item.root.uid
    post = item.root if about_root or not row.post_uid else get_post_to_tell(viewer, row.post_uid)
    return all_tellers()[row.teller].letter(act, viewer.person, post)


def add_answers(viewer: Viewer, items: Sequence[Item]) -> None:
    """Give each item its new answers in full: all of them under a post that is new itself, else those told of.

    The reader's own are left out, and those that a mail of their own brought.
    """
    found = answers_to(items, viewer)
    mailed = mailed_to(viewer, [post.uid for post in found])
    for item in items:
        under = [post for post in found if item.root is not None and post.root_id == item.root.pk]
        fresh = [post for post in under if item.is_new or post.uid in item.answer_uids]
        item.set_answers([post for post in fresh if post.uid not in mailed])


def answers_to(items: Sequence[Item], viewer: Viewer) -> PostQuerySet:
    """What the viewer may see under the new ones, and the answers that the others tell of; not what they wrote
    themselves. The oldest first.
    """
    new = [item.root.pk for item in items if item.root is not None and item.is_new]
    told = {uid for item in items for uid in item.answer_uids}
    posts = Post.objects.visible_to(viewer).filter(Q(root__in=new) | Q(uid__in=told)).exclude(author=viewer.person)
    return posts.select_related("root", "parent", "organisation", "author", "space", "tally").order_by("pk")


def mailed_to(viewer: Viewer, uids: Sequence[str]) -> set[str]:
    """Which of these posts reached the viewer by a mail of its own, or still will."""
    rows = Delivery.objects.filter(person=viewer.person, channel=Channel.MAIL, post_uid__in=uids)
    rows = rows.exclude(state__in=(DeliveryState.DROPPED, DeliveryState.FAILED))
    return set(rows.values_list("post_uid", flat=True))
