"""Issues and takeaways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.kinds.finding.models import Finding, Sort
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Fact
from intercity.posts.links import ANSWERS, GREW, PART
from intercity.posts.models import Post
from intercity.posts.plain_kind import PlainKind


class FindingForm(PostForm):
    """What was found, and which of the two it is."""

    detail_names: ClassVar[tuple[str, ...]] = ("sort",)
    more_names: ClassVar[tuple[str, ...]] = ("contact", "language")

    sort = forms.ChoiceField(label=_("What it is"), choices=Sort.choices)


class FindingKind(PlainKind):
    """Never composed by itself: a report makes it. Others answer it, and things are made of it."""

    name = "finding"
    label = _("Issue or takeaway")
    plural = _("Issues and takeaways")
    relation = "finding"
    seeds = True
    folds = True
    shows = (ANSWERS.name, GREW.name, PART.name)

    def quick_form(self) -> type[PostForm]:
        """The shared fields and its sort."""
        return FindingForm

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write its sort."""
        Finding.objects.update_or_create(post=post, defaults=dict(details))

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write a batch."""
        Finding.objects.bulk_create([Finding(post=post, **details) for post, details in pairs])

    def details(self, post: Post) -> dict[str, Any]:
        """Its sort."""
        return {"sort": post.finding.sort}

    def card_facts(self, post: Post) -> list[Fact]:
        """Which of the two it is."""
        return [Fact(_("What it is"), Sort(post.finding.sort).label)]


kind = FindingKind()
