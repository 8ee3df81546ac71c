"""A kind without details of its own; others begin here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise

from intercity.organisations.models import Person
from intercity.organisations.viewers import Viewer
from intercity.posts.costs import Cost
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Act, CheckAnswer, Choices, Fact, Part, TableValue
from intercity.posts.links import GREW
from intercity.posts.models import Post
from intercity.posts.models.reaction import Sort
from intercity.spaces.models import Space

DAY = re.compile(r"\d{4}-\d\d-\d\d")


class PlainKind:
    """Implements `posts.kinds.Kind` with nothing but the shared fields."""

    name = ""
    label: str | Promise = ""
    plural: str | Promise = ""
    prompt: str | Promise = ""
    right = ""
    seldom = False
    folds = False
    seeds = False
    shows: Sequence[str] = ()
    grows_by = GREW.name
    asks_source: str | Promise = ""
    waits = False
    relation = ""
    begins = ""
    need: str | Promise = Sort.NEEDED.label
    adoptable = False
    compared = False
    official = False
    asks = False
    supported = False

    def composer(self, space: Space) -> str:
        """The page that all kinds share."""
        return reverse("compose", args=[space.slug, self.name])

    def quick_form(self) -> type[PostForm]:
        """The shared form."""
        return PostForm

    def full_form(self) -> type[PostForm]:
        """The same as the quick one."""
        return self.quick_form()

    def begun_from(self, source: Post) -> dict[str, Any]:
        """Nothing beyond the shared fields."""
        return {}

    def gathers(self, source: Post) -> str | Promise:
        """Nothing is gathered."""
        return ""

    def gathered(self, viewer: Viewer, source: Post, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing."""
        return {}

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Nothing to write."""

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Nothing to write."""

    def details(self, post: Post) -> dict[str, Any]:
        """Nothing to tell."""
        return {}

    def parts(self, post: Post) -> Sequence[Part]:
        """None."""
        return ()

    def words(self, post: Post) -> Iterable[str]:
        """What its details say in words; not days, and not what is filtered by."""
        filtered = {one.param for one in self.stream_choices()}
        for name, value in self.details(post).items():
            if isinstance(value, str) and name not in filtered and not DAY.match(value):
                yield value

    def card_facts(self, post: Post) -> list[Fact]:
        """No facts."""
        return []

    def mail_facts(self, post: Post) -> list[Fact]:
        """The card's."""
        return self.card_facts(post)

    def page_facts(self, post: Post) -> list[Fact]:
        """The card's."""
        return self.card_facts(post)

    def sections(self, post: Post) -> list[Fact]:
        """No further texts."""
        return []

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """None."""
        return {}

    def costed(self) -> Q | None:
        """Never."""
        return None

    def cost(self, post: Post) -> Cost | None:
        """It does not say."""
        return None

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """No filter of its own."""
        return None

    def stream_choices(self) -> list[Choices]:
        """None either."""
        return []

    def filter_values(self, post: Post) -> Mapping[str, str]:
        """The details of the same names."""
        details = self.details(post)
        return {one.param: details[one.param] for one in self.stream_choices() if details.get(one.param)}

    def in_force(self) -> Q | None:
        """Nobody is asked."""
        return None

    def checked(self, answer: CheckAnswer, day: date) -> dict[str, Any]:
        """Changes nothing."""
        return {}

    def do_follow(self, post: Post) -> None:
        """It changed nothing elsewhere."""

    def do_settle(self, post: Post, by: Person) -> Sequence[Act]:
        """Nothing follows."""
        return ()

    def outcome(self, viewer: Viewer, post: Post) -> str:
        """Nobody answers it officially."""
        return ""

    def json_ld(self, post: Post) -> dict[str, Any]:
        """A posting by the organisation, in schema.org's words."""
        return {
            "@context": "https://schema.org",
            "@type": "SocialMediaPosting",
            "headline": post.title,
            "inLanguage": post.language,
            "datePublished": post.published_at.isoformat(),
            "author": {"@type": "Organization", "name": post.organisation.name},
        }

    def sources(self, viewer: Viewer, space: Space) -> Sequence[Post]:
        """Nothing is offered."""
        return ()

    def still_seeds(self, post: Post) -> bool:
        """As all of its kind."""
        return self.seeds

    def after_publishing(self, post: Post) -> str:
        """To the post's page."""
        return ""


class RowKind(PlainKind):
    """A kind whose details are the columns of one row, by the names of its form."""

    rows: models.Manager[Any]
    """Where they stand; its model has the post as key."""

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write what was given."""
        self.rows.update_or_create(post=post, defaults=dict(details))

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write a batch."""
        self.rows.bulk_create([self.rows.model(post=post, **details) for post, details in pairs])
