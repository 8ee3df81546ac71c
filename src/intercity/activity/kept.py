"""Values that this process keeps and that are exact: what an act changes is forgotten before anything is used.

Whoever is about to use kept values calls `catch_up()` first. It reads the rows that were committed since the last
call, one short query by primary key, and forgets every value that they concern. A value is kept with the version
of the record that was known *before* its rows were read, and it is refused when an act after that version
concerns it: another thread may have heard of the act first.

Three rules make this exact. Every act that changes what is shown writes an Activity row in its own transaction;
ids become visible in rising order (`record`); and nothing is kept inside a transaction that has written.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection

V = TypeVar("V")

EVERY_ACT = "*"
"""The tag of values that hold for one version of the record only."""
# After more rows than this everything is forgotten: cheaper than looking at each.
MOST_ROWS = 500
MOST_REMEMBERED = 20_000
# After these acts nothing that was kept may be used: any text may have changed.
ABOUT_EVERYTHING = frozenset({"person.erased"})
# First words of verbs whose acts change what is shown of a post; they name its organisation and space only.
ABOUT_POSTS = frozenset(
    {"post", "posts", "question", "request", "adoption", "practice", "rollcall", "event", "action", "document"}
)
# What changes who may write in a space changes what is kept of spaces.
ABOUT_SPACES = frozenset({"agreement"})
FIELDS = "id, at, verb, person_uid, organisation_uid, space_uid, post_uid, root_uid, data"


@dataclass(frozen=True, slots=True)
class Act:
    """A row of the record as far as kept values are concerned."""

    id: int
    at: Any
    verb: str
    person_uid: str
    organisation_uid: str
    space_uid: str
    post_uid: str
    root_uid: str
    raw: Any

    @property
    def data(self) -> dict[str, Any]:
        """What the row says beside its uids."""
        return json.loads(self.raw) if isinstance(self.raw, str) else self.raw or {}


def inside(space_uid: str) -> str:
    """The tag of values that any act about a space's posts, members or settings concerns."""
    return f"in:{space_uid}"


def concerns(act: Act) -> Iterator[str]:
    """The tags of an act: the uids of what it changes, the first word of its verb, and the space it is in.

    A post names its organisation and space but changes neither, and who joins a space changes neither. Verbs that
    are not known here concern everything that they name.
    """
    family = act.verb.partition(".")[0]
    yield EVERY_ACT
    yield family
    if family in ABOUT_SPACES:
        yield "space"
    if act.space_uid:
        yield inside(act.space_uid)
    yield from {act.post_uid, act.root_uid} - {""}
    yield from act.data.get("uids", ())
    if family not in ABOUT_POSTS and act.verb not in ("space.joined", "space.left"):
        yield from {act.person_uid, act.organisation_uid, act.space_uid, act.data.get("person_uid", "")} - {""}


class Keeper:
    """Follows the record for the shelves of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._place: tuple[int, Any] | None = None
        self._touched: dict[str, int] = {}
        self._floor = 0
        self._shelves: list[Shelf[Any]] = []

    def catch_up(self) -> int:
        """Forget what acts since the last call concern; gives the id of the newest act, 0 for an empty record.

        Call it outside transactions that have written, before using kept values or reading what will be kept.
        """
        place = self._place
        if place is None:
            return self._begin(place)
        acts = read_acts(place[0])
        if len(acts) > MOST_ROWS or (place[0] and (not acts or (acts[0].id, acts[0].at) != place)):
            # Very much came, or the act at the cursor is gone: another record (a restored backup) stands there now.
            return self._begin(place)
        if acts and acts[-1].id > place[0]:
            self._take(place, acts)
            return acts[-1].id
        return place[0]

    def forget_everything(self) -> None:
        """Begin anew; for whoever changed rows without an act."""
        with self.lock:
            self._place = None
            self._forget_all()

    def shelf(self, room: int) -> Shelf[Any]:
        """A new shelf for about `room` bytes."""
        made: Shelf[Any] = Shelf(self, room)
        self._shelves.append(made)
        return made

    def is_current(self, tags: Iterable[str], since: int) -> bool:
        """Whether no act after `since` concerns any of `tags`, as far as this process has heard. Needs the lock."""
        return since >= self._floor and all(self._touched.get(tag, 0) <= since for tag in tags)

    def _begin(self, seen: tuple[int, Any] | None) -> int:
        newest = read_newest()
        with self.lock:
            # Otherwise another thread has caught up or begun meanwhile.
            if self._place is seen:
                self._forget_all()
                self._place, self._floor = newest, newest[0]
        return newest[0]

    def _take(self, seen: tuple[int, Any], acts: Sequence[Act]) -> None:
        with self.lock:
            if self._place is None or self._place[0] < seen[0]:
                return
            for act in acts:
                if act.id > self._place[0]:
                    self._forget(act)
            if acts[-1].id > self._place[0]:
                self._place = (acts[-1].id, acts[-1].at)
            if len(self._touched) > MOST_REMEMBERED:
                self._touched.clear()
                self._floor = self._place[0]

    def _forget(self, act: Act) -> None:
        if act.verb in ABOUT_EVERYTHING:
            self._forget_all()
            self._floor = act.id
        for tag in concerns(act):
            self._touched[tag] = act.id
            for shelf in self._shelves:
                shelf.drop(tag)

    def _forget_all(self) -> None:
        self._touched.clear()
        for shelf in self._shelves:
            shelf.clear()


class Shelf(Generic[V]):
    """Kept values of one sort; the one that was used longest ago makes room."""

    def __init__(self, keeper: Keeper, room: int) -> None:
        self._keeper = keeper
        self._room = room
        self._used = 0
        self._kept: OrderedDict[Hashable, tuple[V, Sequence[str], int]] = OrderedDict()
        self._keys: dict[str, set[Hashable]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> V | None:
        """The value, or None. What was got stays as it is: many requests share it, so nobody may change it."""
        try:
            value = self._kept[key][0]
            self._kept.move_to_end(key)
        except KeyError:
            # Another thread may have dropped it between the two lines.
            return None
        return value

    def keep(self, key: Hashable, value: V, tags: Sequence[str], since: int, size: int = 0) -> None:
        """Keep `value`, made of rows that were read after `catch_up()` gave `since`, until an act concerns a tag.

        `size` is its share of the room; by default what Python says about the value itself.
        """
        size, tags = (size or sys.getsizeof(value)) + room_of(key) + 200, tuple(set(tags))
        with self._keeper.lock:
            if size > self._room or not self._keeper.is_current(tags, since):
                return
            self._remove(key)
            self._kept[key] = (value, tags, size)
            self._used += size
            for tag in tags:
                self._keys.setdefault(tag, set()).add(key)
            while self._used > self._room:
                self._let_go(*self._kept.popitem(last=False))

    def find(
        self,
        key: Hashable,
        tags: Sequence[str] | Callable[[V], Sequence[str]],
        make: Callable[[], V],
        since: int | None = None,
        size: Callable[[V], int] = sys.getsizeof,
    ) -> V:
        """The kept value, or what `make` reads and builds now, kept.

        `tags` (or what it gives for the value) must name all that the value is made of. `since` is what
        `catch_up()` gave, where the caller has called it already.
        """
        since = self._keeper.catch_up() if since is None else since
        found = self.get(key)
        if found is None:
            found = make()
            self.keep(key, found, tags(found) if callable(tags) else tags, since, size(found))
        return found

    def drop(self, tag: str) -> None:
        """Forget what `tag` concerns; the keeper calls this with its lock held."""
        for key in list(self._keys.get(tag, ())):
            self._remove(key)

    def clear(self) -> None:
        """Forget everything; the keeper calls this with its lock held."""
        self._kept.clear()
        self._keys.clear()
        self._used = 0

    def _remove(self, key: Hashable) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._let_go(key, gone)

    def _let_go(self, key: Hashable, gone: tuple[V, Sequence[str], int]) -> None:
        self._used -= gone[2]
        for tag in gone[1]:
            keys = self._keys[tag]
            keys.discard(key)
            if not keys:
                del self._keys[tag]


def room_of(key: Hashable) -> int:
    """The bytes of the texts in a key: readers choose some of them, and how long they are."""
    if isinstance(key, tuple):
        return sum(map(room_of, key))
    return sys.getsizeof(key) if isinstance(key, str) else 0


def read_acts(first: int) -> list[Act]:
    """The rows from id `first` on, one more than are looked at. Past the ORM: every page asks this."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {FIELDS} FROM activity_activity WHERE id >= %s ORDER BY id LIMIT {MOST_ROWS + 1}", [first]
        )
        return [Act(*row) for row in cursor.fetchall()]


def read_newest() -> tuple[int, Any]:
    """Id and time of the newest row; (0, None) for an empty record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, at FROM activity_activity ORDER BY id DESC LIMIT 1")
        return cursor.fetchone() or (0, None)


KEEPER = Keeper()
catch_up = KEEPER.catch_up
forget_everything = KEEPER.forget_everything
