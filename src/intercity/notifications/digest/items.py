"""What stands in a digest: one item for each conversation, or for each letter that is about no post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from intercity.core.markdown import to_text
from intercity.notifications.mail import may_travel
from intercity.notifications.models import Delivery
from intercity.posts.models import Post
from intercity.posts.telling import Letter

# A text up to this length stands in full; of a longer one the first lines do.
FULL_LENGTH = 900
FIRST_LINES = 500
MOST_ANSWERS = 6


@dataclass
class Item:
    """Everything of one digest that is about one conversation.

    `is_new` says whether the post itself is news to the reader; else only its answers, or what a letter says of it.
    `whys` are the events because of which it comes, where they concern the reader in person.
    """

    rows: list[Delivery]
    root: Post | None = None
    is_new: bool = False
    answer_uids: set[str] = field(default_factory=set)
    answers: Sequence[Post] = ()
    answers_left: int = 0
    letters: list[Letter] = field(default_factory=list)
    whys: list[str] = field(default_factory=list)
    score: int = 0

    @property
    def travels(self) -> bool:
        """Whether its words may leave the house; of narrower labels only a link does."""
        return may_travel(self.root)

    @property
    def is_long(self) -> bool:
        """Whether only the first lines of its text stand in the mail."""
        return self.root is not None and len(self.root.body) > FULL_LENGTH

    @property
    def first_lines(self) -> str:
        """The beginning of a long text, without markup, cut between words."""
        text = to_text(self.root.html) if self.root is not None else ""
        return text if len(text) <= FIRST_LINES else text[:FIRST_LINES].rsplit(" ", 1)[0] + "…"

    def set_answers(self, found: Sequence[Post]) -> None:
        """Keep as many as a digest shows, the newest, in the order in which they were given."""
        self.answers, self.answers_left = found[-MOST_ANSWERS:], max(0, len(found) - MOST_ANSWERS)
