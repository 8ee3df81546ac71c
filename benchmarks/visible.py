"""What it costs to ask who may see a post: with the condition as it is kept, written out anew, and the bare database.

One post by its address and the 20 newest of the network, as an officer, among 10,000 posts on SQLite, in one process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT
from benchmarks.server import Installation

POSTS = 10_000
ASK = """
import json, statistics, time, django
django.setup()
from django.db import connection
from intercity.organisations.models import Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.visibility import labels_for, shown_to, with_root

rights = viewer_for(Person.objects.get(email="nice@example.org")).reading_rights
uid = Post.objects.filter(shown_to(rights, "published")).latest("pk").uid
anew = lambda: with_root(labels_for(rights), ["published"])
kept = lambda: shown_to(rights, "published")
asked = {
    "one": lambda rows: rows.filter(uid=uid).order_by()[:1],
    "newest": lambda rows: rows.filter(root=None).order_by("-published_at", "-id")[:20],
}

def median(ask):
    spent = []
    for _ in range(300):
        begun = time.process_time()
        ask()
        spent.append(time.process_time() - begun)
    return round(1000 * statistics.median(spent), 3)

found = {}
for name, of in asked.items():
    for way, condition in (("kept", kept), ("anew", anew)):
        found[f"{name}_{way}_ms"] = median(lambda: list(of(Post.objects.filter(condition()))))
    sql, values = of(Post.objects.filter(kept())).query.sql_with_params()
    cursor = connection.cursor()
    found[f"{name}_bare_ms"] = median(lambda: cursor.execute(sql, values).fetchall())
print(json.dumps(found))
"""


def measure() -> dict[str, Any]:
    """Milliseconds of processor time, the median of 300."""
    with tempfile.TemporaryDirectory(prefix="intercity-visible-") as folder:
        server = Installation(Path(folder))
        server.prepare()
        subprocess.run(
            [sys.executable, "-m", "benchmarks.filling", str(POSTS)], env=server.environment, cwd=ROOT, check=True
        )
        return dict(json.loads(server.python(ASK).splitlines()[-1]))
