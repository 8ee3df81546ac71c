"""Which items stand in a digest, and in which order: the most useful first, grouped by topic.

The arithmetic is a plain sum, so that anybody can say why something stands first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from intercity.notifications.digest.items import Item
from intercity.posts.models import Post, Tally
from intercity.posts.templatetags.posts import waits

MOST_ITEMS: Final = 15

# What concerns the reader in person stands before everything else.
IN_PERSON: Final = 100
# A question that nobody answered yet: the reader may be the one who can.
WAITING: Final = 30
# Each answer, up to three; one that whoever asked has accepted counts as two more.
ANSWER: Final = 12
MOST_COUNTED: Final = 3
# What other organisations said of it, each up to ten of them.
USEFUL: Final = 2
NEEDED: Final = 3
ADOPTED: Final = 4
MOST_SAID: Final = 10


@dataclass(frozen=True)
class Topic:
    """The items of one topic, with its name."""

    name: str
    items: Sequence[Item]


def score(item: Item) -> int:
    """How useful an item is likely to be to its reader."""
    points = IN_PERSON if item.whys or item.root is None else 0
    if item.root is None:
        return points
    answers: int = len(item.answer_uids) or getattr(item.root, "comment_count", 0)
    waiting = WAITING if item.is_new and waits(item.root) else 0
    return points + waiting + ANSWER * min(answers, MOST_COUNTED) + said_by_others(item.root)


def said_by_others(post: Post) -> int:
    """Points for what other organisations did with a post, from its tally."""
    tally: Tally | None = getattr(post, "tally", None)
    if tally is None:
        return 0
    each = ((USEFUL, tally.useful), (NEEDED, tally.needed), (ADOPTED, tally.adopted))
    settled = 2 * ANSWER if tally.answered else 0
    return settled + sum(points * min(number, MOST_SAID) for points, number in each)


def best(items: Sequence[Item]) -> list[Item]:
    """The items that a digest shows, the most useful first; of equal ones the newest."""
    for item in items:
        item.score = score(item)
    return sorted(items, key=lambda item: (-item.score, -item.rows[-1].pk))[:MOST_ITEMS]


def by_topic(items: Sequence[Item]) -> list[Topic]:
    """Items in the order of `best`, under the first topic of each; the topic of the best item comes first."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(topic_of(item), []).append(item)
    return [Topic(name, members) for name, members in groups.items()]


def topic_of(item: Item) -> str:
    """The heading above an item, in the active language."""
    if item.root is None:
        return _("For you")
    if not item.travels:
        return _("Read on the pages")
    topic = next(iter(item.root.topics.all()), None)
    return str(topic) if topic is not None else _("Other")
