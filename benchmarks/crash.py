"""SIGKILL at random moments while posts are made over HTTP: is anything acknowledged lost, or there twice?

Four clients post without pause; a listener keeps the live stream open and comes back with Last-Event-ID as a
browser does; two more publish questions and answer, relabel and withdraw them. Every process of the server is
killed `kills` times. Afterwards each acknowledged post must be in the database once, with one activity, must have
reached the listener, and search must say of all posts and viewers what the database says.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.changing import COMPARE, Changes, change_without_pause
from benchmarks.server import Installation
from intercity.core.uids import new_uid

COUNT = """
import json, sys, django
django.setup()
from collections import Counter
from intercity.activity.models import Activity
from intercity.posts.models import Post
posts = Counter(Post.objects.filter(kind="update").values_list("uid", flat=True))
acts = Counter(Activity.objects.filter(verb="post.published").values_list("post_uid", flat=True))
print(json.dumps({"posts": posts, "acts": acts}))
"""


# Four clients at this pace: far more than a network of cities, less than what starves the listener beside them.
PAUSE = 0.04


@dataclass
class Record:
    """What the clients saw."""

    acknowledged: set[str] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)
    reloads: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


def post_without_pause(server: Installation, record: Record, officer: str) -> None:
    """Post again and again; a post counts as acknowledged when its page is named in the answer."""
    while not record.stop.is_set():
        uid = new_uid()
        fields = {"uid": uid, "title": f"Post {uid}", "body": "Text.", "language": "en", "label": "green"}
        try:
            reply = server.request("POST", "/spaces/drill/post/update", fields, officer, timeout=10)
        except OSError:
            time.sleep(0.02)
            continue
        if reply.status in (302, 303) and uid in reply.headers.get("location", ""):
            record.acknowledged.add(uid)
        time.sleep(PAUSE)


def listen(server: Installation, record: Record) -> None:
    """Keep the live stream open as a browser does, over all restarts."""
    last_id = "0"
    while not record.stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        headers = {"Cookie": f"sessionid={server.sessions['torino']}", "Last-Event-ID": last_id}
        try:
            connection.request("GET", f"/live?space={server.space_uid}", headers=headers)
            last_id = read_events(connection.getresponse(), server, record, last_id)
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            connection.close()


def read_events(answer: http.client.HTTPResponse, server: Installation, record: Record, last_id: str) -> str:
    """Note the uids of posts until the stream breaks; gives the last event id."""
    name = ""
    try:
        for raw in iter(answer.readline, b""):
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: ") and name == "post":
                record.heard.append(json.loads(line[6:])["uid"])
            elif line.startswith("data: ") and name == "reload":
                load_anew(server, record)
            elif line.startswith("id: "):
                last_id = line[4:]
    except (OSError, http.client.HTTPException, ValueError):
        pass
    return last_id


def load_anew(server: Installation, record: Record) -> None:
    """What a person does whose page missed very much: load it again, until the server is there to answer."""
    record.reloads += 1
    while not record.stop.is_set():
        try:
            record.heard += read_pages(server, set(record.heard))
            return
        except OSError:
            time.sleep(0.05)


def read_pages(server: Installation, heard: set[str]) -> list[str]:
    """The uids in the stream, newest first, back to one that was heard already."""
    found: list[str] = []
    query: str | None = ""
    while query is not None:
        page = server.request("GET", f"/spaces/drill/{query}", officer="torino").body.decode()
        shown = re.findall(r'<article[^>]*data-uid="(\w+)"', page)
        older = re.search(r'href="(\?after=[^"]+)"', page)
        found += shown
        query = older[1] if older and not heard & set(shown) else None
    return found


def kill_often(server: Installation, record: Record, kills: int, rng: random.Random) -> None:
    """Kill everything after a random while, start again."""
    for _ in range(kills):
        before = len(record.acknowledged)
        # A moment is only worth something while posts are being made: wait for the first one, then a little.
        wait_for(lambda before=before: len(record.acknowledged) > before)
        time.sleep(rng.random() * 0.4)
        server.kill()
        server.start()


def wait_for(done: Any, patience: float = 60.0) -> None:
    """Return when `done()` holds; TimeoutError when it never does."""
    until = time.monotonic() + patience
    while not done():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.01)


def measure(kills: int = 100, seed: int | None = None, database_url: str = "") -> dict[str, Any]:
    """Run the drill; gives acts (acknowledged posts), kills, lost, twice, unheard, changes and the seed.

    `changes_lost` are acknowledged changes that the database does not show, `search_differs` posts of which search
    says otherwise than the database.
    """
    seed = seed if seed is not None else random.randrange(10**6)
    with tempfile.TemporaryDirectory(prefix="intercity-crash-") as folder:
        server, record, changes = Installation(Path(folder), database_url), Record(), Changes()
        server.prepare()
        server.start()
        clients, listener = start_people(server, record, changes)
        try:
            kill_often(server, record, kills, random.Random(seed))
            wait_for(lambda: record.acknowledged <= set(record.heard), 20)
        except TimeoutError:
            pass  # what was not heard is counted below
        finally:
            record.stop.set()
            changes.stop.set()
            for client in clients:
                client.join()
            searched = json.loads(server.python(COMPARE).splitlines()[-1])
            # The listener waits for the next event: the end of the server is the last thing it hears.
            server.stop()
            listener.join()
        return {
            **judge(record, json.loads(server.python(COUNT))),
            "changes": changes.acts,
            "changes_lost": sum(searched["stands"].get(uid) != label for uid, label in changes.stand.items()),
            "search_differs": len(searched["differing"]),
            "search_differing": searched["differing"][:5],
            "kills": kills,
            "reloads": record.reloads,
            "seed": seed,
        }


def start_people(
    server: Installation, record: Record, changes: Changes
) -> tuple[list[threading.Thread], threading.Thread]:
    """Let four people post, two change what they posted, and one listen; gives those who act, and the listener."""
    clients = [
        threading.Thread(target=post_without_pause, args=(server, record, officer))
        for officer in ("nice", "torino", "nice", "torino")
    ]
    clients += [
        threading.Thread(target=change_without_pause, args=(server, changes, officer)) for officer in ("nice", "torino")
    ]
    listener = threading.Thread(target=listen, args=(server, record))
    for thread in (*clients, listener):
        thread.start()
    return clients, listener


def judge(record: Record, found: dict[str, dict[str, int]]) -> dict[str, int]:
    """Compare what was acknowledged with what is there and what was heard."""
    posts, acts = found["posts"], found["acts"]
    return {
        "acts": len(record.acknowledged),
        "lost": sum(1 for uid in record.acknowledged if posts.get(uid) != 1 or acts.get(uid, 0) < 1),
        "twice": sum(1 for uid in acts if acts[uid] > 1),
        "without_activity": len(set(posts) - set(acts)),
        "unheard": len(record.acknowledged - set(record.heard)),
    }
