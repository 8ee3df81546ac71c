"""The acts around technologies, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from intercity.kinds.technology.actions import tell
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import make_organisation, make_persona, make_post

if TYPE_CHECKING:
    from tests.test_public_world import City


def pages() -> list[str]:
    """What everybody sees of them, beside their own pages."""
    lists = [reverse("space_technologies", args=[space.slug]) for space in Space.objects.all()]
    uids = "&".join(f"post={uid}" for uid in Post.objects.filter(kind="technology").values_list("uid", flat=True))
    return [*lists, *(f"{reverse(name)}?{uids}" for name in ("technologies_compare", "technologies_compare_csv"))]


def two(city: City) -> list[Post]:
    """Two public ones."""
    for title in ("Lamps", "Sensors"):
        if not Post.objects.filter(title=title).exists():
            make_post(city.officer, city.space, kind="technology", title=title, label=Label.CLEAR)
    return list(Post.objects.filter(kind="technology", label=Label.CLEAR).order_by("pk"))


def begin(city: City) -> None:
    two(city)


def say(city: City, status: str, label: str = "") -> None:
    details = {"status": status, "since": timezone.localdate()}
    tell(city.officer.viewer, two(city)[0], PostContent(body=f"It is {status}.", details=details), label=label)


def tell_first(city: City) -> None:
    say(city, "trial")


def tell_again(city: City) -> None:
    say(city, "used")


def tell_inside(city: City) -> None:
    persona = make_persona("inside", make_organisation("City of Vilnius", country="LT"))
    details = {"status": "used", "since": timezone.localdate()}
    tell(persona.viewer, two(city)[0], PostContent(body="Only inside.", details=details), label=Label.GREEN)


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", begin), ("post.published", tell_first), ("post.edited", tell_again),
    ("post.published", tell_inside),
]  # fmt: skip
MUST_SHOW = {begin, tell_first, tell_again}
MUST_NOT_SHOW = set()
