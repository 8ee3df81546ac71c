"""Posts that change while the server is killed: each is published, answered, relabelled, withdrawn or left standing."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

from benchmarks.server import Installation
from intercity.core.uids import new_uid

PAUSE = 0.03
# Run inside the installation, while it is served.
COMPARE = "import django; django.setup(); from benchmarks.comparing import compare; compare()"


@dataclass
class Changes:
    """What was acknowledged: for each post its last label, or "withdrawn"; not of posts left without an answer."""

    stand: dict[str, str] = field(default_factory=dict)
    acts: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


def change_without_pause(server: Installation, changes: Changes, officer: str) -> None:
    """Publish questions of one's own and change them, again and again."""
    chance, mine = random.Random(officer), list[str]()
    while not changes.stop.is_set():
        try:
            act(server, changes, officer, chance, mine)
        except OSError:
            time.sleep(0.02)
        time.sleep(PAUSE)


def act(server: Installation, changes: Changes, officer: str, chance: random.Random, mine: list[str]) -> None:
    """One act; a post whose act is not answered is forgotten, for nobody knows whether it happened."""
    which = chance.choice(("publish", "publish", "comment", "clear", "green", "withdraw")) if mine else "publish"
    uid = new_uid() if which == "publish" else mine.pop(chance.randrange(len(mine)))
    label = changes.stand.pop(uid, "clear")
    path, fields, label = form(which, uid, label)
    reply = server.request("POST", path, fields, officer, timeout=10)
    if reply.status not in (302, 303):
        return
    changes.acts += 1
    changes.stand[uid] = label
    if label != "withdrawn":
        mine.append(uid)


def form(which: str, uid: str, label: str) -> tuple[str, dict[str, str], str]:
    """Address and fields of an act, and how the post stands after it."""
    if which == "publish":
        fields = {"uid": uid, "title": f"Question {uid}", "body": "Text.", "language": "en", "label": label}
        return "/spaces/drill/post/question", fields, label
    if which == "comment":
        answer = new_uid()
        return f"/posts/{uid}/comment", {"uid": answer, "body": f"Answer {answer}", "language": "en"}, label
    if which == "withdraw":
        return f"/posts/{uid}/withdraw", {"sure": "1"}, "withdrawn"
    return f"/posts/{uid}/label", {"label": which}, which
