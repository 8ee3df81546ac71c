"""One real server, asked by different viewers at the same moment while posts appear and become narrower.

What a process keeps is keyed by audience. A key that is too weak shows here: viewers of all sorts ask for the same
pages, in different orders, and each answer may hold only what its viewer may see.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from benchmarks.server import Installation
from intercity.core.uids import new_uid
from tests.leaks.world import FIELDS, KEYS, SEEN_BY, marker, may_see

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = (
    "anonymous", "colleague", "coordinator", "former", "named", "named_organisation", "outside", "partner_inside",
    "stranger", "suspended",
)  # fmt: skip
MARKER = re.compile(r"zq[a-z]+qz")
LIVE = re.compile(r"zqlive(\d+)qz")
STREAM = "/spaces/drill/"
PAGES = (
    "/", STREAM, f"{STREAM}table", f"{STREAM}table.csv", f"{STREAM}map", f"{STREAM}map.json", "/spaces/",
    "/organisations/city-of-nice/", "/organisations/", "/search?q=heat", f"{STREAM}?kind=practice", "/topics/",
)  # fmt: skip
# How old a page may be that the front keeps for readers without an account: docs/adr/0016-page-cache.md.
BOUND = 2.0
MOST_POSTS = 24
LEAST_ROUNDS = 3
# What a post is published as, and what it becomes.
MOVES = (("clear", "green"), ("green", ""), ("clear", "amber"), ("amber", ""), ("green", "amber"), ("clear", ""))
# Run inside the installation: the world of this folder, and a session for each of its viewers.
PREPARE = """
import json, django
django.setup()
from intercity.transfer.installation import prepare_installation
prepare_installation(lambda line: None)
from django.db import transaction
from tests.leaks.world import build_world
with transaction.atomic():
    world = build_world()
sessions = {name: world.client(name).cookies["sessionid"].value for name, one in world.personas.items() if one}
posts = {post.uid: list(key) for key, post in world.posts.items()}
print(json.dumps({"sessions": sessions, "posts": posts}))
"""


@dataclass
class Drill:
    """What was written and acknowledged, and what readers found wrong."""

    server: Installation
    posts: dict[str, tuple[str, str]]
    """By uid the label and state of those that were there before."""
    labels: dict[int, tuple[str, float]] = field(default_factory=dict)
    """By number the narrowest label that a new post has for certain, and since when."""
    wrong: list[str] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    new: dict[str, set[int]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def label(self, number: int, until: float) -> str:
        """What readers must obey who asked at `until`; before it is acknowledged, what it was published as."""
        now, since = self.labels.get(number, ("", 0.0))
        return now if now and since <= until else MOVES[number % len(MOVES)][0]


@pytest.fixture
def drill(tmp_path: Path) -> Iterator[Drill]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    running = Installation(tmp_path, variables={"PYTHONPATH": paths, "WEB_THREADS": "4"})
    found = json.loads(running.python(PREPARE).splitlines()[-1])
    running.sessions = found["sessions"]
    running.start("--web", "1")
    yield Drill(running, {uid: (label, state) for uid, (label, state) in found["posts"].items()})
    assert running.stop() == 0


def write(drill: Drill) -> None:
    """Publish posts of all labels, and make some of them narrower."""
    for number in range(MOST_POSTS):
        uid, (first, then) = new_uid(), MOVES[number % len(MOVES)]
        fields = {"uid": uid, "title": f"zqlive{number}qz", "body": "About heat.", "language": "en", "label": first}
        said = drill.server.request("POST", f"{STREAM}post/update", fields, "author")
        assert said.status == 302, said.body
        if then:
            said = drill.server.request("POST", f"/posts/{uid}/label", {"label": then}, "author")
            assert said.status == 302, said.body
            drill.labels[number] = (then, time.monotonic())


def ask(drill: Drill, viewer: str) -> None:
    """Ask for everything, in an order of this viewer's own, until all is written."""
    connection = http.client.HTTPConnection("127.0.0.1", drill.server.port, timeout=60)
    paths = [*PAGES, *(f"/posts/{uid}/" for uid in drill.posts)]
    cookie = {"Cookie": f"sessionid={drill.server.sessions[viewer]}"} if viewer in drill.server.sessions else {}
    order = Random(viewer)
    for turn in itertools.count():
        order.shuffle(paths)
        for path in paths:
            # Nobody may get what was narrower before they asked; only pages for everybody may lag.
            asked = time.monotonic() - (0 if cookie else BOUND)
            connection.request("GET", path, headers=cookie)
            answer = connection.getresponse()
            judge(drill, viewer, path, answer.read().decode(), asked)
            drill.answers[viewer] = drill.answers.get(viewer, 0) + 1
        if drill.over.is_set() and turn >= LEAST_ROUNDS:
            break
    connection.close()


def judge(drill: Drill, viewer: str, path: str, text: str, asked: float) -> None:
    """Note what this viewer must not get, and what they must."""
    found = set(MARKER.findall(text))
    drill.wrong += [f"{viewer} received {word} from {path}" for word in found & FORBIDDEN[viewer]]
    numbers = {int(number) for number in LIVE.findall(text)}
    drill.new.setdefault(viewer, set()).update(numbers)
    for number in numbers:
        label = drill.label(number, asked)
        if viewer not in SEEN_BY[label]:
            drill.wrong.append(f"{viewer} received {label} post {number} from {path}")
    key = drill.posts.get(path.removeprefix("/posts/").rstrip("/"))
    if key and (marker(*key, "title") in found) != may_see(viewer, *key):
        drill.wrong.append(f"{viewer} misses {key}")


FORBIDDEN = {
    viewer: {marker(*key, name) for key in KEYS for name in FIELDS if not may_see(viewer, *key)} for viewer in READERS
}


def test_viewers_at_the_same_moment_get_each_their_own(drill: Drill) -> None:
    readers = [threading.Thread(target=ask, args=(drill, viewer)) for viewer in READERS]
    for thread in readers:
        thread.start()
    try:
        write(drill)
    finally:
        drill.over.set()
        for thread in readers:
            thread.join()
    print(f"{sum(drill.answers.values())} answers to {len(drill.answers)} viewers")
    assert not drill.wrong, drill.wrong[:5]
    assert len(drill.answers) == len(READERS)
    # The other half: the new posts reached those whom they are for.
    assert len(drill.new["colleague"]) == MOST_POSTS
    assert len(drill.new["anonymous"]) >= MOST_POSTS // len(MOVES)
