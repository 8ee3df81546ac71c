"""How long the cities of the world take to load into an empty installation, beside bare inserts of as many rows."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.server import Installation

LOAD = """
import json, os, sqlite3, time, django
django.setup()
from django.core.management import call_command
from intercity.places.loading import load_places
call_command("migrate", verbosity=0, interactive=False)
begin = time.perf_counter()
counts = load_places()
seconds = time.perf_counter() - begin
begin = time.perf_counter()
load_places()
again = time.perf_counter() - begin
rows = counts.countries + counts.regions + counts.cities + counts.names
bare = sqlite3.connect(os.environ["INTERCITY_DATA"] + "/bare.sqlite3")
bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER)")
bare.execute("CREATE INDEX i ON t (a)")
begin = time.perf_counter()
bare.executemany("INSERT INTO t (a, b) VALUES (?, ?)", ((f"name {n * 7919 % rows}", n) for n in range(rows)))
bare.commit()
print(json.dumps({"rows": rows, "seconds": round(seconds, 2), "again_seconds": round(again, 4),
                  "limit_seconds": round(time.perf_counter() - begin, 2)}))
"""


def measure() -> dict[str, Any]:
    """Rows, seconds, seconds of a second call, and the limit: one indexed table filled by bare SQLite."""
    with tempfile.TemporaryDirectory(prefix="intercity-places-") as folder:
        figures: dict[str, Any] = json.loads(Installation(Path(folder)).python(LOAD).splitlines()[-1])
        return figures
