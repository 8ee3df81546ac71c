"""Questions for an event: posts under it, which other organisations support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from intercity.kinds.asked.forms import EditAskedForm
from intercity.kinds.asked.models import AskedQuestion
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Fact
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind


class AskedKind(PlainKind):
    """Never composed by itself: it is written on the page of an event."""

    name = "asked"
    label = _("Question for the event")
    plural = _("Questions for events")
    relation = "asked_question"
    need = _("We want to know this too")
    supported = True
    asks = True

    def quick_form(self) -> type[PostForm]:
        """Text and language."""
        return EditAskedForm

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """See that there is a row; that it was taken up stays as it was."""
        AskedQuestion.objects.get_or_create(post=post)

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """New rows."""
        AskedQuestion.objects.bulk_create([AskedQuestion(post=post) for post, _details in pairs])

    def details(self, post: Post) -> dict[str, Any]:
        """None that a form could change."""
        return {}

    def card_facts(self, post: Post) -> list[Fact]:
        """Whether it was taken up."""
        done = post.asked_question.taken_up_at is not None
        return [Fact(_("Status"), _("Taken up"), "good") if done else Fact(_("Status"), _("Asked before the event"))]


kind = AskedKind()
