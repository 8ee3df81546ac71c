"""Questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.core.templatetags.intercity import moment
from intercity.kinds.question.models import Question
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Fact, TableValue
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind


class QuestionForm(PostForm):
    """The question as title, the circumstances as text, and by when it is needed."""

    detail_names: ClassVar[tuple[str, ...]] = ("needed_by",)
    more_names: ClassVar[tuple[str, ...]] = ("needed_by", "groups", "contact", "language")

    needed_by = forms.DateTimeField(
        label=_("Needed by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("What do you need to know?")
        self.fields["body"].label = _("What should others know to answer well?")


class QuestionKind(PlainKind):
    """A question waits until somebody answers."""

    name = "question"
    label = _("Question")
    plural = _("Questions")
    prompt = _("What we need to know")
    waits = True
    need = _("We need to know this too")
    relation = "question"

    def quick_form(self) -> type[PostForm]:
        """Title, text, deadline."""
        return QuestionForm

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write by when it is needed."""
        Question.objects.update_or_create(post=post, defaults=dict(details))

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write a batch."""
        Question.objects.bulk_create([Question(post=post, **details) for post, details in pairs])

    def details(self, post: Post) -> dict[str, Any]:
        """The deadline as ISO text."""
        needed = post.question.needed_by
        return {"needed_by": needed.isoformat() if needed else None}

    def card_facts(self, post: Post) -> list[Fact]:
        """The deadline, where there is one."""
        needed = post.question.needed_by
        return [Fact(_("Needed by"), moment(needed))] if needed else []

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """The day of the deadline."""
        needed = post.question.needed_by
        return {"ends": timezone.localdate(needed)} if needed else {}

    def json_ld(self, post: Post) -> dict[str, Any]:
        """A schema.org question."""
        return {**super().json_ld(post), "@type": "Question", "name": post.title}

    def after_publishing(self, post: Post) -> str:
        """To the choice of whom to ask directly."""
        return reverse("post_ask", args=[post.uid])


kind = QuestionKind()
