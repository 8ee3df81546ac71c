"""What one viewer sees of the answers: the only way from a sheet to a page, a picture, a sentence or a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.sheet import City, Row, Sheet, sheet_at, sheet_of
from intercity.kinds.rollcall.visibility import Sight, sight_of
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.spaces.models import Label


@dataclass(frozen=True)
class Seen:
    """The answers as one viewer sees them. Everything that is counted, drawn or exported is made of these."""

    post: Post
    rollcall: RollCall
    sight: Sight
    sheet: Sheet

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All answers, the newest first."""
        return self.sheet.newest_first

    @property
    def missing(self) -> tuple[City, ...]:
        """Who has not answered, by name; nobody is named outside the space (`missing_count` says how many)."""
        return self.sheet.missing if self.sight.missing else ()

    @property
    def asked(self) -> int:
        """How many are asked."""
        return len(self.sheet.cities)

    @property
    def answered(self) -> int:
        """How many have answered."""
        return len(self.sheet.rows)

    @property
    def missing_count(self) -> int:
        """How many have not."""
        return self.asked - self.answered


def see(viewer: Viewer, post: Post, at: datetime | None = None) -> Seen | None:
    """The answers to a roll call whose post `viewer` sees, as they stand, or as they stood `at` a moment.

    None where the answers are not for this viewer: not even their number is then.
    """
    sight = sight_of(viewer, post)
    if not sight.answers:
        return None
    rollcall: RollCall = post.rollcall
    return Seen(post, rollcall, sight, sheet_of(rollcall) if at is None else sheet_at(rollcall, at))


def for_whom(label: Label) -> str:
    """Who may see answers that carry this label, as a sentence."""
    said = {
        Label.CLEAR: _("The answers are public."),
        Label.GREEN: _("The answers are for members of the network."),
        Label.AMBER: _("The answers are for the organisations of this space."),
        Label.RED: _("The answers are for named people only."),
    }
    return said[label]
