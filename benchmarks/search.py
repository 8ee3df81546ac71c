"""Search beside the bare engine: a twenty-word question at 10,000 and 100,000 posts, at 500,000 too with `--full`.

A SQLite installation and its index are filled with made-up posts of about sixty words, drawn from the thesaurus and
from invented words by Zipf's law. Then three hundred questions of twenty words are put through `search.finding.find`
as an officer of the network, and the same words as one plain OR of terms to the engine alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.server import Installation

SIZES = (10_000, 100_000)
FULL = 500_000


def measure() -> dict[str, Any]:
    """Fill and ask; milliseconds by number of posts, documents a second, and milliseconds from commit to found."""
    sizes = [*SIZES, *([FULL] if "--full" in sys.argv else [])]
    with tempfile.TemporaryDirectory(prefix="intercity-search-") as folder:
        server = Installation(Path(folder))
        server.prepare()
        printed = server.python(f"from benchmarks.search_inside import run; run({sizes})")
    return dict(json.loads(printed.splitlines()[-1]))
