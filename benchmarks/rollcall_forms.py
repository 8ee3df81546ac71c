"""The forms that officers send in the benchmark `rollcall`: every other one by the signed link of a mail."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

TOKEN = "b" * 32
OPTIONS = ("yes", "yes", "planned", "no", "not_ours")


def forms(told: dict[str, Any]) -> list[dict[str, str]]:
    """One form for each answer, none the same as another; who answers again has seen their first answer.

    `mark` is a word that stands in this answer only.
    """
    before = Counter[str]()
    found = []
    for number, officer in enumerate(told["answers"]):
        mark = f"mark{number:06d}"
        fields = {
            "f1": OPTIONS[number % len(OPTIONS)], "f2": str(100 + number % 800), "f3": "a", "f4": "2026-11-20",
            "comment": f"Signs stand at every gate, {mark}.", "seen": str(before[officer["uid"]]),
            "csrfmiddlewaretoken": TOKEN,
        }  # fmt: skip
        before[officer["uid"]] += 1
        by_link = number % 2 == 1
        path = officer["link"] if by_link else f"/posts/{told['post']}/answer"
        cookie = f"csrftoken={TOKEN}" + ("" if by_link else f"; sessionid={officer['session']}")
        found.append({"path": path, "cookie": cookie, "body": urlencode(fields), "mark": mark})
    return found
