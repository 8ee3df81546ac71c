"""Issues and takeaways."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.kinds.finding.models import Finding, Sort
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Fact
from intercity.posts.links import ANSWERS, GREW, PART
from intercity.posts.models import Post
from intercity.posts.plain_kind import RowKind


class FindingForm(PostForm):
    """What was found, and which of the two it is."""

    detail_names: ClassVar[tuple[str, ...]] = ("sort",)
    more_names: ClassVar[tuple[str, ...]] = ("contact", "language")

    sort = forms.ChoiceField(label=_("What it is"), choices=Sort.choices)


class FindingKind(RowKind):
    """Never composed by itself: a report makes it. Others answer it, and things are made of it."""

    name = "finding"
    label = _("Issue or takeaway")
    plural = _("Issues and takeaways")
    relation = "finding"
    rows = Finding.objects
    seeds = True
    folds = True
    shows = (ANSWERS.name, GREW.name, PART.name)

    def quick_form(self) -> type[PostForm]:
        """The shared fields and its sort."""
        return FindingForm

    def details(self, post: Post) -> dict[str, Any]:
        """Its sort."""
        return {"sort": post.finding.sort}

    def card_facts(self, post: Post) -> list[Fact]:
        """Which of the two it is."""
        return [Fact(_("What it is"), Sort(post.finding.sort).label)]


kind = FindingKind()
