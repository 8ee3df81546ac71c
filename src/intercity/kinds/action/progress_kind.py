"""Progress notes: what somebody tells under an action."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from intercity.core.text import with_colon
from intercity.kinds.action.actions.progressing import do_recount
from intercity.kinds.action.models import Progress, Status
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Fact
from intercity.posts.models import Post
from intercity.posts.plain_kind import RowKind


class NoteForm(PostForm):
    """The words of a note, when they are corrected; what it ticked and counted stays."""

    title_required: ClassVar[bool] = False
    names_readers: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave only the text and its language."""
        super().__init__(*args, **kwargs)
        for name in ("title", "topics", "groups", "contact", "label"):
            del self.fields[name]
        self.fields["body"].required = True
        self.fields["body"].label = _("What happened since?")


class ProgressKind(RowKind):
    """Never composed by itself: it is told on the page of its action, or by mail."""

    name = "progress"
    label = _("Progress")
    plural = _("Progress notes")
    relation = "progress"
    rows = Progress.objects

    def quick_form(self) -> type[PostForm]:
        """The text."""
        return NoteForm

    def do_follow(self, post: Post) -> None:
        """Its ticks, status and reason."""
        do_recount(post)

    def details(self, post: Post) -> dict[str, Any]:
        """As it was told."""
        row = post.progress
        return {"status": row.status, "reason": row.reason, "reached": row.reached, "counted": row.counted}

    def card_facts(self, post: Post) -> list[Fact]:
        """How it went, what was reached, what was counted."""
        row = post.progress
        label = Status(row.status).label
        said = f"{with_colon(label)} {row.reason}" if row.reason else str(label)
        facts = [Fact(_("Status"), said, "good" if row.status == Status.ON_TRACK else "")]
        facts += [Fact(_("Done"), "; ".join(row.reached))] if row.reached else []
        return [*facts, *(Fact(one["name"], f"{one['value']} {one['unit']}".strip()) for one in row.counted)]


kind = ProgressKind()
