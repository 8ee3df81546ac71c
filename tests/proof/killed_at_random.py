"""A worker killed with SIGKILL at random moments while acts go on; arguments: kills, acts, seed.

Run by `test_worker_kills`. Each time a forked worker takes up what the one before it left, officers answer while it
works, and it dies wherever it is. Of every answer one person hears at once by mail, another in a digest, and both in
their inbox. At the end one worker is let finish. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

from tests.proof.killed_worker import let_leases_expire, work  # isort: skip  (sets Django up)

from django.db import connections
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.actions import set_follow
from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.pipeline.models import Cursor, Setback
from intercity.pipeline.worker import Worker
from intercity.posts.models import Post
from intercity.spaces.actions import do_create_space
from tests.migrated import make_tables
from tests.personas import Persona, make_organisation, make_persona, make_post

THREADS = 20
# Digests leave so seldom that most kills fall between two of them, and some into one.
MORNING = 4
PATIENCE = 60.0


def set_stage() -> tuple[list[Post], Persona]:
    """Conversations of Nice that a reader follows; Torino will answer. Nothing about them is to be told any more."""
    make_tables()
    space = do_create_space("Heatwave")
    nice, torino, reader = (make_persona(name, make_organisation(f"City of {name}")) for name in ("N", "T", "R"))
    posts = [make_post(nice, space) for _ in range(THREADS)]
    for post in posts:
        set_follow(reader.person, "post", post)
    return posts, torino


def warm_up(posts: list[Post], torino: Persona) -> float:
    """Load here what each forked worker would load again (addresses, templates); gives the seconds that an act takes.

    The first act loads, the others are timed.
    """
    worker = Worker()
    for numbers in (range(1), range(10)):
        answer(posts, torino, numbers)
        began = time.monotonic()
        while worker.round():
            let_morning_come()
    return (time.monotonic() - began) / 10


def answer(posts: list[Post], torino: Persona, numbers: range) -> None:
    """One act for each number, spread over the conversations."""
    for number in numbers:
        post = posts[number % THREADS]
        make_post(torino, post.space, kind="comment", body=f"Answer {number}", parent=post)


def let_morning_come() -> None:
    """What is gathered so far is due."""
    waiting = Delivery.objects.filter(channel=Channel.DIGEST, state=DeliveryState.QUEUED, message_id="")
    waiting.update(next_try=timezone.now())


def start_worker() -> int:
    """Fork a worker that goes on until it is killed; gives its process id."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        worker = Worker()
        while True:
            if not worker.round():
                time.sleep(0.005)
    return pid


def kill(pid: int) -> bool:
    """Kill it now; whether it was in the middle of something."""
    os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    assert os.WIFSIGNALED(status), "the worker ended by itself"
    assert os.WTERMSIG(status) == signal.SIGKILL
    return left() > 0 or Delivery.objects.filter(state=DeliveryState.LEASED).exists()


def left() -> int:
    """How much there is to do: acts that nobody was told of yet, and deliveries that are due."""
    return Activity.objects.filter(pk__gt=Cursor.objects.get().activity_id).count() + is_due()


def wait_until(least: int) -> None:
    """Return when a worker has left no more than that."""
    until = time.monotonic() + PATIENCE
    while left() > least:
        assert time.monotonic() < until, "the worker does not get on"
        # Seldom enough that the worker has the processor.
        time.sleep(0.01)


def is_due() -> int:
    """How many deliveries a worker would find."""
    return Delivery.objects.filter(state=DeliveryState.QUEUED, next_try__lte=timezone.now()).count()


def main() -> None:
    kills, acts, seed = (int(word) for word in sys.argv[1:4])
    posts, torino = set_stage()
    pace = warm_up(posts, torino)
    chance, each, busy = random.Random(seed), acts // kills, 0
    for number in range(kills):
        if number % MORNING == 0:
            let_morning_come()
        pid = start_worker()
        answer(posts, torino, range(number * each, (number + 1) * each))
        wait_until(chance.randrange(left() + 1))
        time.sleep(chance.uniform(0, pace))
        busy += kill(pid)
        let_leases_expire()
    for _ in range(2):
        work(None)
        let_morning_come()
    work(None)
    print(
        json.dumps({"kills": kills, "acts": each * kills, "busy": busy, "pace_ms": round(1000 * pace, 1), **figures()})
    )


def figures() -> dict[str, object]:
    """What the database says of all deliveries."""
    rows = list(Delivery.objects.values_list("activity_id", "person", "channel", "state", "message_id"))
    return {
        "acts": Post.objects.exclude(root=None).count(),
        "deliveries": len(rows),
        "different": len({row[:3] for row in rows}),
        "sent": sum(row[3] == DeliveryState.SENT for row in rows),
        "digests": len({row[4] for row in rows if row[2] == Channel.DIGEST}),
        "setbacks": Setback.objects.count(),
        "cursor": Cursor.objects.get().activity_id,
        "message_ids": sorted({row[4] for row in rows if row[4]}),
    }


if __name__ == "__main__":
    main()
