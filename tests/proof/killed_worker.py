"""A worker that dies at every line of its work, one after the other; `STEP` 7 takes every seventh line.

Run by `test_worker_kills`. For each line number N an officer answers a thread, a forked worker is killed with
SIGKILL when it is about to run the Nth line of our code, the lease it may have left is let expire, and a second
worker finishes. Beside each answer a guest is invited and a reader asks to speak. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intercity.config.settings")
django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

import intercity  # noqa: E402
from intercity.notifications.models import Channel, Delivery, DeliveryState  # noqa: E402
from intercity.organisations.actions import ask_to_speak  # noqa: E402
from intercity.organisations.actions.inviting import do_invite  # noqa: E402
from intercity.organisations.invitation_list import Guest  # noqa: E402
from intercity.organisations.models import Organisation, Role  # noqa: E402
from intercity.pipeline.models import Setback  # noqa: E402
from intercity.pipeline.worker import Worker  # noqa: E402
from intercity.posts.models import Post  # noqa: E402
from intercity.spaces.actions import do_create_space  # noqa: E402
from tests.migrated import make_tables  # noqa: E402
from tests.personas import Persona, make_organisation, make_persona, make_post  # noqa: E402

ROOT = Path(intercity.__file__).parent
WATCHED = (str(ROOT / "pipeline"), str(ROOT / "notifications"))


def die_at(line: int) -> None:
    """Kill this process when it reaches the `line`th line of the watched rooms."""
    left = line

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith(WATCHED):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def work(die_at_line: int | None) -> bool:
    """Fork a worker that works until nothing is left to do; whether it lived to the end."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        worker = Worker()
        if die_at_line is not None:
            die_at(die_at_line)
        while worker.round():
            pass
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the worker failed"
    return not os.WIFSIGNALED(status)


def let_leases_expire() -> None:
    """Five minutes pass."""
    Delivery.objects.filter(state=DeliveryState.LEASED).update(lease_until=timezone.now() - timedelta(seconds=1))


def set_stage() -> tuple[Post, Persona]:
    """A question of Nice that Lyon has answered; Torino will answer, so two people get mail each time."""
    make_tables()
    space = do_create_space("Heatwave")
    nice, lyon, torino = (make_persona(name, make_organisation(f"City of {name}")) for name in ("N", "L", "T"))
    post = make_post(nice, space, kind="question")
    make_post(lyon, space, kind="comment", parent=post)
    return post, torino


def invite_and_ask(number: int, city: Organisation) -> None:
    """A guest is invited to act for `city`, and a new reader asks its lead for the right to speak."""
    do_invite([Guest(f"guest{number}@example.org", "", city)], by=None)
    reader = make_persona(f"reader{number}", city, Role.READER, speaks=False)
    ask_to_speak(reader.viewer, reader.person.memberships.get())


def main() -> None:
    post, torino = set_stage()
    # Here and not in a fork: what this loads (addresses, templates) no forked worker loads again.
    worker = Worker()
    while worker.round():
        pass
    assert torino.organisation is not None
    make_persona("lead", torino.organisation, Role.LEAD)
    step, line, acts, lived = int(sys.argv[1]), 0, 1, False
    while not lived:
        line, acts = line + step, acts + 1
        make_post(torino, post.space, kind="comment", body=f"Answer {line}", parent=post)
        invite_and_ask(line, torino.organisation)
        lived = work(line)
        let_leases_expire()
        work(None)
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    rows = list(mails.values_list("person__email", "address", "activity_id", "state", "message_id"))
    print(
        json.dumps(
            {
                "acts": acts,
                "kills": acts - 2,
                "deliveries": len(rows),
                "different": len({row[:3] for row in rows}),
                "sent": sum(row[3] == DeliveryState.SENT for row in rows),
                "inside": Delivery.objects.filter(channel=Channel.INSIDE, state=DeliveryState.SENT).count(),
                "setbacks": Setback.objects.count(),
                "message_ids": sorted(row[4] for row in rows),
            }
        )
    )


if __name__ == "__main__":
    main()
