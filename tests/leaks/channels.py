"""Every way in which something leaves the house, as functions that give all that a viewer receives.

Pages come from the URLconf itself: a new address is walked as soon as it exists, and one whose arguments nobody
here knows fails the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from zipfile import ZipFile

from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from intercity.briefs.models import Brief
from intercity.live.event import make_wish
from intercity.live.events import since
from intercity.posts.models import State
from intercity.spaces.models import Label
from tests.leaks.world import World

LANGUAGES = ("en", "fr", "bg")
# What Django and allauth bring along and shows no posts.
FOREIGN = ("set_language",)
# What is asked of the pages of one kind for posts of another.
OF_ANOTHER_KIND = {
    (Label.CLEAR, State.PUBLISHED), (Label.AMBER, State.PUBLISHED), (Label.RED, State.PUBLISHED),
    (Label.GREEN, State.HIDDEN), (Label.GREEN, State.EMBARGOED),
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One address of the product, with its arguments filled in."""

    name: str
    path: str


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every pattern of the URLconf."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def kind_of(pattern: URLPattern) -> str | None:
    """The kind of post that an address belongs to; None where it is for several."""
    room = re.match(r"intercity\.kinds\.(\w+)", pattern.callback.__module__)
    return room[1] if room else None


def asked_of(world: World, pattern: URLPattern) -> list[str]:
    """The posts that an address is asked for: those of its kind, and of the others as many as tell that they are none
    of its own, whoever may see them. A thorough walk asks for all."""
    kind = None if world.thorough else kind_of(pattern)
    rows = world.posts.items()
    return [post.uid for key, post in rows if kind in (None, post.kind) or key in OF_ANOTHER_KIND]


def arguments(world: World, pattern: URLPattern) -> dict[str, list[str]]:
    """What may stand in place of each argument of an address: everything that exists, seen or not."""
    name, posts = pattern.name or "", asked_of(world, pattern)
    comments = [comment.uid for comment in world.comments.values()]
    files = [file.uid for file in world.files.values()]
    uids = {"attachment": files, "first_page": files, "sharing_group": posts[:1], "sharing_group_delete": posts[:1]}
    cases = [case.uid for case in world.cases.values()]
    uids |= {"moderation_case": cases}
    uids |= dict.fromkeys((f"moderation_{act}" for act in ("claim", "look", "appeal", "settle")), cases[:1])
    waiting = [post.uid for (_, state), post in world.posts.items() if state == State.EMBARGOED]
    uids |= {"waiting_post": waiting[:2], "waiting_publish": waiting[:1], "waiting_take_back": waiting[:1]}
    uids |= dict.fromkeys(("post", "live_card", "post_readers", "post_wider"), posts + comments)
    return {
        "uid": uids.get(name, posts),
        "slug": [world.space.slug, "city-of-nice", "city-of-torino", "housing"],
        "organisation": ["city-of-nice"],
        "what": ["space", "topic", "organisation", "post", "view"],
        "which": [world.space.slug, "city-of-nice", "housing", *posts, "1"],
        "person": ["1"],
        "sort": ["topics", "groups"],
        "kind": ["practice"],
        "name": ["x.pdf"],
        "section": ["nothing"],
        "part": ["issues"],
        "token": ["nothing"],
        "key": [f"edit-{uid}" for uid in posts[:2]],
        "pk": ["1"],
        "brief": [brief.uid for brief in Brief.objects.all()] or posts[:1],
        "number": ["1"],
        "ending": ["md", "pdf", "docx", "odt"],
        "provider_id": ["nothing"],
    }


def addresses(world: World) -> list[Address]:
    """Every named address with every argument that exists."""
    found = []
    for pattern in patterns():
        values = arguments(world, pattern)
        names = list(pattern.pattern.regex.groupindex)
        unknown = [name for name in names if name not in values]
        assert not unknown, f"tests/leaks/channels.py does not know how to fill {unknown} of {pattern}"
        for chosen in product(*(values[name] for name in names)):
            found.append(Address(pattern.name or "", path_of(pattern, dict(zip(names, chosen, strict=True)))))
    return [address for address in found if address.path and address.name not in FOREIGN]


def path_of(pattern: URLPattern, chosen: dict[str, str]) -> str:
    """The address; "" for patterns that have no name or take other values than these."""
    try:
        return reverse(pattern.name, kwargs=chosen) if pattern.name else ""
    except NoReverseMatch:
        return ""


def everything(response: HttpResponseBase) -> str:
    """Status line, headers and body of a response as one text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return f"{response.headers}\n{response.cookies}\n{unpacked(body).decode(errors='replace')}"


def unpacked(body: bytes) -> bytes:
    """What stands inside, where a body is a packed workbook."""
    if not body.startswith(b"PK\x03\x04"):
        return body
    with ZipFile(BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def pages(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """GET of every address; then HEAD, and whether it has changed: (where, all that came back)."""
    asked = set()
    for address in addresses(world):
        response = client.get(address.path)
        yield f"GET {address.path}", everything(response)
        # The same view answers these for whatever it shows: once for each is enough.
        if response.status_code != 200 or address.name in asked:
            continue
        asked.add(address.name)
        tag = response.headers.get("ETag", "*")
        yield f"conditional GET {address.path}", everything(client.get(address.path, headers={"If-None-Match": tag}))
        yield f"HEAD {address.path}", everything(client.head(address.path))


def refused(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """What comes back of acts that are nobody's or not this reader's, of wrong methods and of damaged addresses."""
    for address in addresses(world):
        if any(post.uid in address.path for post in world.posts.values()):
            yield f"PUT {address.path}", everything(client.put(address.path))
    for path in ("/posts/nothing/", f"/spaces/{world.space.slug}/nothing", "/files/nothing/x.pdf"):
        yield f"GET {path}", everything(client.get(path))


def earlier(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """What was said before, and what is fetched by its own address and in parts."""
    for key, post in world.posts.items():
        for query in ("", "?before=2", "?before=99"):
            path = f"{reverse('post_revisions', args=[post.uid])}{query}"
            yield f"GET {path}", everything(client.get(path))
        for uid in (post.uid, world.comments[key].uid):
            yield f"card of {uid}", everything(client.get(reverse("live_card", args=[uid])))
        # Under any name: an address that is refused may be repeated to whoever asked for it.
        file = reverse("attachment", args=[world.files[key].uid, "x.pdf"])
        for asked in ("bytes=0-40", "bytes=-20", "bytes=0-0,5-60"):
            yield f"{asked} of {file}", everything(client.get(file, headers={"Range": asked}))


def filtered_pages(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """Lists under filters, orders and in other languages."""
    base = reverse("space", args=[world.space.slug])
    queries = ["kind=practice", "status=active", "country=FR", "after=x", "kind=nonsense&topic=zq&group=zq&status=zq"]
    for query in queries:
        yield f"GET {base}?{query}", everything(client.get(f"{base}?{query}"))
    for language, path in product(LANGUAGES, (base, reverse("home"))):
        yield f"{path} in {language}", everything(client.get(path, headers={"Accept-Language": language}))


def live(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """What an open stream replays and receives: of the space, of each post, of everything."""
    # The streams of all spaces and of one carry every post; that of a single post is tried where the labels differ.
    posts = [post for (_, state), post in world.posts.items() if state == State.PUBLISHED]
    both = "&".join(f"post={post.uid}" for post in posts)
    for query in ["", f"?space={world.space.uid}", f"?{both}", *(f"?post={post.uid}" for post in posts)]:
        response = client.get(f"/live{query}")
        yield f"/live{query}", everything(response)
        if response.status_code != 200:
            continue
        wish = make_wish(json.loads(response.headers["X-Intercity-Stream"]))
        heard = [event.frame().decode() for event in since(0, wish) if wish.hears(event)]
        yield f"stream of /live{query}", "".join(heard)


CHANNELS: dict[str, Callable[[World, Client], Iterator[tuple[str, str]]]] = {
    "pages": pages,
    "filtered pages": filtered_pages,
    "refused": refused,
    "earlier": earlier,
    "live": live,
}
