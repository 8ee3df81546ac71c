"""A receiver that dies at every line of its work, one after the other; `STEP` 7 takes every seventh line.

Run by `test_mail_kills`. For each line number N a mail is handed over to a forked receiver that is killed with
SIGKILL when it is about to run the Nth line of our code. A mail that was not acknowledged comes again, as mail
servers do; one that was is left to a second process. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intercity.config.settings")
django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

import intercity  # noqa: E402
from intercity.activity.models import Activity  # noqa: E402
from intercity.mailbox import receiving  # noqa: E402
from intercity.mailbox.models import Incoming, Outcome  # noqa: E402
from intercity.mailbox.settling import settle, settle_waiting  # noqa: E402
from intercity.mailbox.tests.helpers import letter, png  # noqa: E402
from intercity.notifications.addresses import reply_address  # noqa: E402
from intercity.posts.models import Attachment, Post  # noqa: E402
from intercity.spaces.actions import do_create_space  # noqa: E402
from tests.migrated import make_tables  # noqa: E402
from tests.personas import Persona, make_organisation, make_persona, make_post  # noqa: E402

ROOT = Path(intercity.__file__).parent
# What only reads bytes writes nothing: it is passed over, or most deaths would be there.
WATCHED = tuple(str(ROOT / name) for name in ("mailbox/receiving", "mailbox/settling", "mailbox/deciding", "posts"))
KEPT_OPEN = b"taken"


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


def receive(raw: bytes, address: str, die_at_line: int | None) -> tuple[bool, bool]:
    """Hand a mail to a forked receiver; whether it was acknowledged, and whether the receiver lived."""
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        if die_at_line is not None:
            die_at(die_at_line)
        (row,) = receiving.accept(raw, [address])
        os.write(writing, KEPT_OPEN)
        settle(Incoming.objects.get(pk=row.pk))
        os._exit(0)
    os.close(writing)
    status = os.waitpid(pid, 0)[1]
    acknowledged = os.read(reading, len(KEPT_OPEN)) == KEPT_OPEN
    os.close(reading)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the receiver failed"
    return acknowledged, not os.WIFSIGNALED(status)


def set_stage() -> tuple[Post, Persona]:
    """A question of Nice that Torino answers."""
    make_tables()
    space = do_create_space("Heatwave")
    nice, torino = (make_persona(name, make_organisation(f"City of {name}")) for name in ("N", "T"))
    return make_post(nice, space, kind="question"), torino


def mail(torino: Persona, number: int) -> bytes:
    """An answer with a picture."""
    message = letter(torino.person.email, body=f"Answer {number}", Message_ID=f"<{number}@client.example>")
    message.add_attachment(png(), maintype="image", subtype="png", filename="map.png")
    return message.as_bytes()


def main() -> None:
    post, torino = set_stage()
    address = reply_address(torino.person, post)
    receiving.MOST_FROM_ONE = receiving.MOST_OF_STRANGERS = 1_000_000
    step, line, kills, repeated, lived = int(sys.argv[1]), 0, 0, 0, False
    while not lived:
        line += step
        acknowledged, lived = receive(mail(torino, line), address, line)
        kills += not lived
        if not acknowledged:
            repeated += 1
            receive(mail(torino, line), address, None)
        settle_waiting(timezone.now())
    answers = Post.objects.filter(root=post)
    print(
        json.dumps(
            {
                "mails": line // step,
                "kills": kills,
                "repeated": repeated,
                "posted": answers.count(),
                "different": answers.values("body").distinct().count(),
                "acts": Activity.objects.filter(verb="post.published", root_uid=post.uid).exclude(
                    post_uid=post.uid
                ).count(),
                "with_file": Attachment.objects.filter(post__root=post).count(),
                "rows": Incoming.objects.filter(outcome=Outcome.POSTED).count(),
                "others": Incoming.objects.exclude(outcome=Outcome.POSTED).count(),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
