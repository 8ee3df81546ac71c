"""What these tests have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from intercity.organisations.models import Organisation
from intercity.places.models import City, Country
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post

NICE, TORINO, GENOA, PARIS = 2990440, 3165524, 3176219, 2988507


def make_city(key: int, name: str, country: str, point: tuple[float, float], population: int) -> City:
    """A city with the key that GeoNames gives it, so that its surroundings are known."""
    Country.objects.get_or_create(code=country, defaults={"iso3": country, "continent": "EU", "population": 1})
    return City.objects.create(
        geonames_id=key, name=name, folded=name.lower(), country_id=country, latitude=point[0], longitude=point[1],
        population=population, timezone="Europe/Paris",
    )  # fmt: skip


def make_knower(name: str, space: Space, topic: Topic, practices: int = 0, **fields: Any) -> Persona:
    """Somebody who speaks for a city that shared so many practices on the topic."""
    persona = make_persona(f"officer of {name}", make_organisation(name, short_name=name, **fields))
    for n in range(practices):
        make_post(persona, space, kind="practice", title=f"Practice {n} of {name}", topics=[topic])
    return persona


def ask_about(persona: Persona, space: Space, topic: Topic, label: str = Label.GREEN) -> Post:
    """A question."""
    return make_post(persona, space, kind="question", title="Where do people sleep?", topics=[topic], label=label)


def grow_old(post: Post, hours: float) -> None:
    """As if it had been published so long ago."""
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(hours=hours))


def names(organisations: Any) -> list[str]:
    """The names of organisations, in their order."""
    return [one.plate for one in organisations if isinstance(one, Organisation)]
