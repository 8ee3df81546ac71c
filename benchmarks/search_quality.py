"""How well the search finds what officers look for: judged queries over imported measures.

`python -m benchmarks search_quality --queries FILE --data DIR [--json]` imports DIR into an installation of its
own by the product's importer, indexes it, asks each query through `search.finding.find` as somebody who is not
signed in, and scores the answers (see `quality_scores`). Beside the figures stand two more from the same run:
plain BM25 over the same posts, and the five-fold cross-check, for which the weights are chosen on four fifths of
the queries and scored on the rest.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.importing import run_import
from benchmarks.server import Installation

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def measure() -> dict[str, Any]:
    """Import, index, ask, score; gives the figures by language."""
    options = arguments().parse_known_args()[0]
    files = sorted(options.data.glob("*.csv.gz"))
    if not files or not options.queries.is_file():
        return {"skipped": f"no measures in {options.data}, or no queries in {options.queries}"}
    with tempfile.TemporaryDirectory(prefix="intercity-quality-") as folder:
        server = Installation(Path(folder))
        server.prepare()
        report = run_import(server, files, "--label", "clear").report
        run(server, "intercity.cli.main", "reindex")
        figures = json.loads(run(server, "benchmarks.quality_asking", str(options.queries), *map(str, files)))
    return {"posts": report["new"], **figures}


def arguments() -> argparse.ArgumentParser:
    """Where the queries and the measures are."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--queries", type=Path, default=SHARED / "queries.jsonl")
    parser.add_argument("--data", type=Path, default=SHARED / "measures")
    return parser


def run(server: Installation, module: str, *words: str) -> str:
    """Run a module inside the installation; gives the last line it printed, or raises RuntimeError with its words."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words], env=server.environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return (done.stdout.strip().splitlines() or [""])[-1]
