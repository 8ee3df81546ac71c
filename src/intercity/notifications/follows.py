"""What somebody follows and mutes, as they may see it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from intercity.notifications.models import Follow
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.search.models import SavedView
from intercity.spaces.models import Space, SpaceMember, Topic


@dataclass(frozen=True)
class Followed:
    """One thing that is followed, or muted: its name, where it is, and the page of the choice."""

    name: str
    address: str
    choice: str
    muted: bool = False
    sort: str = ""


def follows_of(viewer: Viewer) -> list[Followed]:
    """Everything the viewer follows or mutes and may see, by sort and name; spaces of their organisations too."""
    rows = Follow.objects.filter(person=viewer.person).select_related("topic", "organisation", "view")
    posts = seen_posts(viewer, [row.post_id for row in rows if row.post_id])
    spaces = seen_spaces(viewer, [row.space_id for row in rows if row.space_id])
    found = [followed(row, thing) for row in rows if (thing := thing_of(row, posts, spaces)) is not None]
    chosen = {row.space_id for row in rows}
    return sorted([*found, *own_spaces(viewer, chosen)], key=lambda each: (each.muted, each.sort, each.name.casefold()))


def seen_posts(viewer: Viewer, keys: Sequence[int]) -> dict[int, Post]:
    """The posts of these keys that the viewer may see."""
    return {post.pk: post for post in Post.objects.visible_to(viewer).filter(pk__in=keys)}


def seen_spaces(viewer: Viewer, keys: Sequence[int]) -> dict[int, Space]:
    """The spaces of these keys that the viewer may know of."""
    return {space.pk: space for space in Space.objects.visible_to(viewer).filter(pk__in=keys)}


def thing_of(row: Follow, posts: dict[int, Post], spaces: dict[int, Space]) -> Model | None:
    """What a row is about; None where the person may not see it any more."""
    if row.post_id:
        return posts.get(row.post_id)
    if row.space_id:
        return spaces.get(row.space_id)
    return row.topic or row.organisation or row.view


def followed(row: Follow, thing: Model) -> Followed:
    """One line of the list."""
    return Followed(str(thing), address_of(thing), choice_address(thing), row.muted, row.sort)


def own_spaces(viewer: Viewer, chosen: set[int | None]) -> list[Followed]:
    """The spaces of the viewer's organisations about which they chose nothing: these are followed."""
    joined = SpaceMember.objects.filter(organisation__in=viewer.organisation_ids).values("space")
    spaces = Space.objects.visible_to(viewer).filter(pk__in=joined).exclude(pk__in=[pk for pk in chosen if pk])
    return [Followed(space.name, address_of(space), choice_address(space), sort="space") for space in spaces]


def address_of(thing: Model) -> str:
    """Where it stands."""
    if isinstance(thing, Topic):
        return f"{reverse('search')}?topic={thing.slug}"
    assert isinstance(thing, Post | Space | Organisation | SavedView)
    return thing.get_absolute_url()


def choice_address(thing: Model) -> str:
    """The page on which one follows it, or not."""
    match thing:
        case Post():
            return reverse("follow", args=["post", thing.uid])
        case Space():
            return reverse("follow", args=["space", thing.slug])
        case Organisation():
            return reverse("follow", args=["organisation", thing.slug])
        case Topic():
            return reverse("follow", args=["topic", thing.slug])
    return reverse("follow", args=["view", thing.pk])
