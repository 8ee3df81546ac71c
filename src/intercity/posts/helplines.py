"""The box with helplines and a way to leave quickly, on public pages about violence at home."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from intercity.places.names import country_name
from intercity.posts.filters.wish import Wish
from intercity.posts.models import Post
from intercity.posts.parts import Audience
from intercity.spaces.helplines import helplines_of, other_helplines
from intercity.spaces.marks import topic_marks
from intercity.spaces.models import Label


def helplines_on_post(audience: Audience, post: Post) -> str:
    """The box on the page of a public post with such a topic, its country's helplines first; "" for others.

    A post without the city's name has no country, so the box tells none.
    """
    marked = topic_marks(audience.since).helplines if post.label == Label.CLEAR else ()
    if not marked:
        return ""
    about = audience.find(
        ("helplines", post.pk), [post.uid, "topic"], lambda: post.topics.filter(pk__in=marked).exists()
    )
    return box(audience, post.organisation.country) if about else ""


def helplines_on_list(audience: Audience, wish: Wish) -> str:
    """The box on a stream, table or map that is narrowed to such a topic; "" for others."""
    chosen = {one.value for one in wish.chosen if one.param == "topic"}
    return "" if not chosen or chosen.isdisjoint(topic_marks(audience.since).slugs) else box(audience)


def box(audience: Audience, country: str = "") -> str:
    """The box, for readers whose country nobody can know: `country` first, then all others."""

    def context() -> dict[str, Any]:
        return {
            "own": helplines_of(country), "others": other_helplines(country, audience.language),
            "country": country_name(country, audience.language) if country else "",
            "way_out": settings.INTERCITY_QUICK_EXIT,
        }  # fmt: skip

    return audience.render("posts/_helplines.html", country, [], context)
