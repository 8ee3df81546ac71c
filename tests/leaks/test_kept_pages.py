"""Pages kept by the front: whoever asked first, the next reader gets their own world and nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from itertools import product

import brotli
import pytest
from django.test import Client
from django.urls import reverse

from intercity.activity.public import PUBLIC_HEADER
from intercity.config.front.public import is_public_address
from intercity.posts import actions
from intercity.posts.models import State
from intercity.spaces.models import Label
from tests.inner_front import InnerFront, Reply, inner_front
from tests.leaks.channels import LANGUAGES, addresses
from tests.leaks.shared import some_of
from tests.leaks.world import KEYS, MARKER, VIEWERS, World, marker, may_see, seen

# What is kept is kept by audience: these are all there are. The matrix walks every viewer.
EACH_AUDIENCE = ("anonymous", "former", "partner_inside", "outside", "named_organisation")
# How many pages are kept after a request with these cookies: whatever may stand for one reader keeps none.
GARBAGE = {
    "sessionid=": 0, "sessionid=nonsense": 0, 'x="; sessionid=y"': 0, "messages=x": 0,
    "csrftoken=too-short": 0, f"csrftoken={'a' * 32}; ;;=": 1, "a=b": 1,
}  # fmt: skip
# What no member is shown is in no page that might be kept: of that, what has the widest label is enough.
SHOWN = [
    key for key in KEYS if key[1] == State.PUBLISHED or key[0] == Label.CLEAR or key == (Label.GREEN, State.WITHDRAWN)
]
WAYS = ("head", "again", "cookie", "gzip")
ENCODINGS = ["", "gzip", "br", "br;q=0, gzip;q=0"]


@pytest.fixture
def front(world: World) -> Iterator[InnerFront]:
    with inner_front() as inner:
        yield inner


def public_paths(world: World) -> list[str]:
    """Every address whose view is marked, with every argument that some are shown something of."""
    kinds = (world.posts, world.comments, world.files)
    unseen = [one.uid for rows in kinds for key, one in rows.items() if key not in SHOWN]
    paths = [address.path for address in addresses(world) if is_public_address(address.path.encode())]
    return [path for path in paths if not any(uid in path for uid in unseen)]


def unpacked(reply: Reply) -> str:
    """Everything that was received, readable."""
    read = {"br": brotli.decompress, "gzip": gzip.decompress}.get(reply.headers.get("content-encoding", ""))
    body = read(reply.body) if read and reply.body else reply.body
    return f"{reply.status} {reply.headers}\n{body.decode()}"


def received(front: InnerFront, path: str, client: Client, ways: Sequence[str]) -> Iterator[str]:
    """What this reader is given for the page: asked for as usual, then in other ways."""
    first = front.get(path, client)
    asked = {
        "head": {"method": "HEAD"}, "again": {"if_none_match": first.headers.get("etag", "*")},
        "cookie": {"cookie": "csrftoken=x; ;;="}, "gzip": {"accept_encoding": "gzip"},
    }  # fmt: skip
    yield unpacked(first)
    for way in ways:
        yield unpacked(front.get(path, client, **asked[way]))


def leaks(world: World, front: InnerFront, viewer: str) -> list[str]:
    """What reached `viewer` of pages for which a member asked just before.

    Pages are kept for readers without an account: these ask in all ways. The others ask for each page in one of them.
    """
    forbidden, member = world.forbidden(viewer), world.client("coordinator")
    reader = world.client(viewer)
    found = []
    for number, path in enumerate(public_paths(world)):
        front.get(path, member)
        ways = WAYS if viewer == "anonymous" else WAYS[number % len(WAYS) :][:1]
        for text in received(front, path, reader, ways):
            found += [f"{viewer} received {word} from {path}" for word in set(MARKER.findall(text)) & forbidden]
    return found


@pytest.mark.parametrize("viewer", some_of(EACH_AUDIENCE, often=[]))
def test_no_kept_page_shows_what_it_must_not(viewer: str, world: World, front: InnerFront) -> None:
    assert not leaks(world, front, viewer)
    assert (len(front.front.pages.store) > 10) == (viewer == "anonymous")


def test_everybody_gets_their_own_world_after_everybody_else(world: World, front: InnerFront) -> None:
    path = reverse("space", args=["drill"])
    for viewer in ["anonymous", *VIEWERS, "anonymous"]:
        text = unpacked(front.get(path, world.client(viewer)))
        for label, state in world.posts:
            assert (marker(label, state, "title") in text) == may_see(viewer, label, state), (viewer, label, state)


def test_what_a_process_keeps_for_some_reaches_no_others(world: World) -> None:
    """Lists, pages and numbers that are put together of kept parts, asked for by everybody in turn, there and back."""
    base = reverse("space", args=["drill"])
    paths = [base, f"{base}table", f"{base}map", reverse("home"), reverse("organisation", args=["city-of-nice"])]
    for viewer in [*VIEWERS, *reversed(VIEWERS)]:
        client, titles = world.client(viewer), {marker(*key, "title") for key in seen(viewer)}
        for path in paths:
            text = client.get(path).content.decode()
            assert not set(MARKER.findall(text)) & world.forbidden(viewer), (viewer, path)
            if path in paths[:2]:
                assert {word for word in MARKER.findall(text) if word.endswith("titleqz")} == titles, (viewer, path)


def test_readers_without_account_share_one_rendering(world: World, front: InnerFront) -> None:
    path = reverse("space", args=["drill"])
    for cookies, encoding in product(["", "csrftoken=x"], ENCODINGS):
        reply = front.get(path, cookie=cookies, accept_encoding=encoding)
        assert marker(Label.CLEAR, State.PUBLISHED, "title") in unpacked(reply)
    assert front.get(path, method="HEAD").headers["content-length"] == front.get(path).headers["content-length"]
    assert front.reached == 1


@pytest.mark.parametrize(("cookies", "kept"), GARBAGE.items())
def test_garbage_for_a_session_never_reaches_or_fills_the_memory(
    cookies: str, kept: int, world: World, front: InnerFront
) -> None:
    path = reverse("space", args=["drill"])
    own = unpacked(front.get(path, cookie=cookies))
    assert not set(MARKER.findall(own)) & world.forbidden("anonymous")
    assert len(front.front.pages.store) == kept


def test_each_language_has_its_own_page(world: World, front: InnerFront) -> None:
    path = reverse("space", args=["drill"])
    for _ in range(2):
        for language in LANGUAGES:
            assert f'<html lang="{language}"' in unpacked(front.get(path, accept_language=language))
            assert f'<html lang="{language}"' in unpacked(
                front.get(path, accept_language="de", cookie=f"django_language={language}")
            )
    assert front.reached == len(LANGUAGES)


def test_a_narrowed_post_is_gone_with_its_act(world: World, front: InnerFront) -> None:
    post = world.posts[Label.CLEAR, State.PUBLISHED]
    paths = [reverse("space", args=["drill"]), reverse("post", args=[post.uid]), reverse("home")]
    words = marker(Label.CLEAR, State.PUBLISHED, "title")
    assert all(words in unpacked(front.get(path)) for path in paths)
    coordinator = world.personas["author"]
    assert coordinator is not None
    actions.change_label(coordinator.viewer, post, Label.GREEN)
    front.hear()
    assert not any(words in unpacked(front.get(path)) for path in paths)


def test_a_silent_tailer_leaves_everything_to_django(world: World, front: InnerFront) -> None:
    path = reverse("space", args=["drill"])
    front.get(path)
    front.beat.seconds = 3.0
    front.get(path)
    assert front.reached == 2


def test_the_version_does_not_leave_the_house(world: World, front: InnerFront) -> None:
    replies = [front.get(reverse("home")), front.get(reverse("home")), front.get(reverse("home"), method="HEAD")]
    assert not any("x-intercity-public" in reply.headers for reply in replies)


def test_an_unknown_host_is_judged_by_django(world: World, front: InnerFront) -> None:
    assert front.get(reverse("home")).status == 200
    assert front.get(reverse("home"), host="evil.example").status == 400


@pytest.mark.proof
def test_only_answers_to_nobody_say_that_they_are_for_everybody(world: World) -> None:
    paths = public_paths(world)
    # Pages with a form are told by its token already; data has none.
    some = [*paths[:6], *(path for path in paths if path.endswith((".json", ".csv", "/suggest")))]
    for number, viewer in enumerate(VIEWERS):
        # Each of these is asked for by several: nobody who is signed in is a special case of the marking.
        asked = paths if viewer == "anonymous" else some[number % 4 :: 4]
        answers = [world.client(viewer).get(path) for path in asked]
        marked = [answer for answer in answers if PUBLIC_HEADER in answer.headers]
        assert len(marked) > 10 if viewer == "anonymous" else not marked, viewer
        assert not any(answer.cookies or answer.status_code != 200 for answer in marked)
