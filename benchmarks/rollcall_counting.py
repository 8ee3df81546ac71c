"""What the database holds of a roll call, and what its page costs. Run inside the installation; prints one JSON object.

`python -m benchmarks.rollcall_counting count POST` gives every answer with its version, and every act about one.
`… pages POST SESSION` gives the server's time for the page of all answers (the first hundred rows, totals over all), in
milliseconds: with nothing kept (`page_ms`), after one more answer moved (`page_moved_ms`) and again at once
(`page_kept_ms`); `post_…` are those of the page of the question. Each is the median of several, in a process that has
shown another page before.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from intercity.activity.kept import forget_everything  # noqa: E402
from intercity.activity.models import Activity  # noqa: E402
from intercity.core.quick import settle_down  # noqa: E402
from intercity.kinds.rollcall.actions.answering import Reply, do_answer  # noqa: E402
from intercity.kinds.rollcall.models import Answer, AnswerVersion, How, RollCall  # noqa: E402

ROUNDS = 7


def count(uid: str) -> dict[str, Any]:
    """Answers as [organisation, version], versions as [organisation, version], acts as [id, organisation, version]."""
    mine = {"rollcall__post__uid": uid}
    acts = Activity.objects.filter(verb="rollcall.answered", post_uid=uid).order_by("pk")
    return {
        "answers": list(Answer.objects.filter(**mine).values_list("organisation__uid", "version")),
        "versions": list(AnswerVersion.objects.filter(**mine).values_list("organisation__uid", "version")),
        "acts": [[act.pk, act.organisation_uid, act.data["version"]] for act in acts],
    }


def pages(uid: str, session: str) -> dict[str, Any]:
    """Time the page as a member sees it."""
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.cookies["sessionid"] = session
    client.get("/")
    # As a web process does before it serves.
    settle_down()
    found: dict[str, Any] = {}
    for name, path in (("page", f"/posts/{uid}/answers"), ("post", f"/posts/{uid}/")):
        first = timed(client, path, noop)
        found |= {f"{name}_first_ms": first[0], f"{name}_bytes": len(first[1])}
        for state, before in (("", forget_everything), ("_moved", lambda: move(uid)), ("_kept", noop)):
            took = median(timed(client, path, before)[0] for _ in range(ROUNDS))
            found[f"{name}{state}_ms"] = round(took, 1)
    return found


def timed(client: Client, path: str, before: Callable[[], object]) -> tuple[float, bytes]:
    """One GET after `before`; gives milliseconds and what came."""
    before()
    began = time.perf_counter()
    answer = client.get(path)
    took = round(1000 * (time.perf_counter() - began), 1)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return took, answer.content


def noop() -> None:
    """Nothing."""


def move(uid: str) -> None:
    """Let one organisation change its answer."""
    rollcall = RollCall.objects.select_related("post__space").get(post__uid=uid)
    one = Answer.objects.filter(rollcall=rollcall).select_related("organisation").order_by("move")[0]
    do_answer(rollcall, one.organisation, Reply({}, comment=f"Changed at {time.time()}"), None, How.PAGE, seen=None)


if __name__ == "__main__":
    work: dict[str, Callable[..., dict[str, Any]]] = {"count": count, "pages": pages}
    print(json.dumps(work[sys.argv[1]](*sys.argv[2:])))
