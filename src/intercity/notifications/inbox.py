"""The inbox: what reached a person, thread by thread, and what of it they have read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.models import Channel, Delivery
from intercity.organisations.models import Person
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid
from intercity.posts.models import Post
from intercity.posts.telling import Letter, NotForThem, Teller, all_tellers

# What is older than so many notices is found by search, not in an inbox.
MOST_ROWS = 2_000
MOST_UNREAD = 500
# What is about no post is rare: months summed up, mail that waits for a look.
MOST_ALONE = 30
PAGE = 30


@dataclass
class Thread:
    """Everything that reached a person about one conversation, the newest first.

    What is about no post stands by itself, with its letter. `latest` is the newest post of it that the person may
    see.
    """

    rows: list[Delivery]
    root: Post | None = None
    latest: Post | None = None
    letter: Letter | None = None

    @property
    def key(self) -> str:
        """What names it in addresses and forms."""
        return self.rows[0].root_uid or self.rows[0].uid

    @property
    def at(self) -> datetime:
        """When the newest came."""
        return self.rows[0].created_at

    @property
    def teller(self) -> Teller | None:
        """Who told the newest."""
        return all_tellers().get(self.rows[0].teller)

    @property
    def unread(self) -> int:
        """How much of it is new."""
        return sum(row.read_at is None for row in self.rows)


@dataclass(frozen=True)
class Page:
    """One page of threads; `more` says whether there is another."""

    threads: Sequence[Thread] = field(default_factory=list)
    more: bool = False


def notices_of(person: Person) -> QuerySet[Delivery]:
    """What reached the person inside, newest first."""
    return Delivery.objects.filter(person=person, channel=Channel.INSIDE).order_by("-pk")


def unread_of(person: Person) -> QuerySet[Delivery]:
    """What of it is new."""
    return notices_of(person).filter(read_at=None)


def page_of(viewer: Viewer, number: int, *, only_unread: bool = False) -> Page:
    """The page with that number (from one): threads that the viewer may see now, the one that moved last first."""
    assert viewer.person is not None
    threads = [each for each in grouped(notices_of(viewer.person)[:MOST_ROWS]) if each.unread or not only_unread]
    first = (number - 1) * PAGE
    return Page(shown(viewer, threads[first : first + PAGE]), len(threads) > first + PAGE)


def grouped(rows: Iterable[Delivery]) -> list[Thread]:
    """Rows by conversation, in the order of the first row of each."""
    threads: dict[str, Thread] = {}
    for row in rows:
        threads.setdefault(row.root_uid or row.uid, Thread([])).rows.append(row)
    return list(threads.values())


def shown(viewer: Viewer, threads: Sequence[Thread]) -> list[Thread]:
    """Those that may be shown, with what their line says."""
    posts = posts_of(viewer, [row for each in threads for row in each.rows])
    for each in threads:
        each.root = posts.get(each.rows[0].root_uid)
        each.latest = next((posts[row.post_uid] for row in each.rows if row.post_uid in posts), None)
        each.letter = None if each.rows[0].root_uid else letter_of(viewer, each.rows[0])
    return [each for each in threads if each.root is not None or each.letter is not None]


def posts_of(viewer: Viewer, rows: Iterable[Delivery]) -> Mapping[str, Post]:
    """The posts that rows are about, by uid, as far as the viewer may see them now."""
    uids = {uid for row in rows for uid in (row.post_uid, row.root_uid) if uid}
    posts = Post.objects.visible_to(viewer).select_related("organisation", "space", "root").filter(uid__in=uids)
    return {post.uid: post for post in posts}


def letter_of(viewer: Viewer, row: Delivery) -> Letter | None:
    """What its teller says of something that is about no post; None when it is settled."""
    teller = all_tellers().get(row.teller)
    activity = Activity.objects.filter(pk=row.activity_id).first()
    if teller is None or activity is None or viewer.person is None:
        return None
    try:
        return teller.letter(activity, viewer.person, None)
    except NotForThem:
        return None


def count_unread(viewer: Viewer) -> int:
    """How many threads hold something new that the viewer may see; counts no further than `MOST_UNREAD` notices."""
    if viewer.person is None:
        return 0
    roots = set(unread_of(viewer.person).values_list("root_uid", flat=True)[:MOST_UNREAD])
    # What is about no post and settled meanwhile is not shown either.
    alone = shown(viewer, grouped(unread_of(viewer.person).filter(root_uid="")[:MOST_ALONE])) if "" in roots else []
    return len(alone) + Post.objects.visible_to(viewer).filter(uid__in=roots - {""}).count()


def rows_named(person: Person, key: str) -> QuerySet[Delivery]:
    """The notices of one thread of the person, by what names it; none for what names nothing."""
    rows = notices_of(person)
    if not is_uid(key):
        return rows.none()
    return rows.filter(root_uid=key) if rows.filter(root_uid=key).exists() else rows.filter(uid=key)


def mark_read(rows: QuerySet[Delivery]) -> None:
    """These have been read; what was read before keeps its time. A private mark: the record does not hold it."""
    rows.filter(read_at=None).order_by().update(read_at=timezone.now())


def place_of(viewer: Viewer, rows: Sequence[Delivery]) -> str:
    """Where a thread is read: at the oldest new post of it, else at its newest; "" where nothing can be seen."""
    posts = posts_of(viewer, rows)
    seen = [row for row in rows if row.post_uid in posts]
    new = [row for row in seen if row.read_at is None]
    if seen:
        return posts[(new[-1] if new else seen[0]).post_uid].get_absolute_url()
    root = posts.get(rows[0].root_uid)
    if root is not None:
        return root.get_absolute_url()
    letter = None if rows[0].root_uid else letter_of(viewer, rows[0])
    return letter.buttons[0].path if letter is not None and letter.buttons else ""
