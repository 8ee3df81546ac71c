"""Whether search says what the database says. Runs inside an installation whose worker is at work."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from intercity.activity.models import last_id
from intercity.organisations.models import Person
from intercity.organisations.viewers import PUBLIC, Viewer, viewer_for
from intercity.posts.models import Post
from intercity.search.asking import put
from intercity.search.finding import Query, find
from intercity.search.replica import Snapshot, replica

PATIENCE = 120.0
MOST = 1_000_000
SAMPLE = 200


def compare() -> None:
    """Wait until the index has come to the newest act, then print which posts differ, and how questions stand."""
    snapshot = caught_up()
    viewers = [PUBLIC, *(viewer_for(person) for person in Person.objects.order_by("pk"))]
    differing = {uid for viewer in viewers for uid in differences(viewer)} if snapshot else {"not caught up"}
    questions = Post.objects.filter(kind="question").values_list("uid", "label", "state")
    stands = {uid: label if state == "published" else state for uid, label, state in questions}
    print(json.dumps({"differing": sorted(differing), "stands": stands}))


def caught_up() -> Snapshot | None:
    """The state of the index that holds every act; None when it does not come in time."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        snapshot = replica.snapshot()
        if snapshot is not None and snapshot.state.cursor == last_id() and not snapshot.state.sweeps:
            return snapshot
        time.sleep(0.05)
    return None


def differences(viewer: Viewer) -> Iterator[str]:
    """Posts that are in one and not in the other for this viewer, and some that are not found by their words."""
    stands = dict(Post.objects.visible_to(viewer).roots().values_list("pk", "uid"))
    question = put(viewer, "", ())
    found = question.snapshot.top(question.query, MOST, 0, "published") if question else []
    for pk in stands.keys() ^ set(found):
        yield stands.get(pk, f"key {pk}")
    if len(found) != len(set(found)):
        yield "a post is in the index twice"
    for pk in list(stands)[-SAMPLE:]:
        words = [stands[pk], *answers(viewer, pk)]
        if any([post.pk for post in find(viewer, Query(word, facets=False)).posts] != [pk] for word in words):
            yield stands[pk]


def answers(viewer: Viewer, pk: int) -> list[str]:
    """The uids of its answers, which their texts name."""
    return list(Post.objects.visible_to(viewer).filter(root=pk).values_list("uid", flat=True)[:3])
