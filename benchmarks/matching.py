"""How often the matcher names a city that knows: held-back questions built from real measures, split by time.

`python -m benchmarks matching [--data DIR] [--json]` imports the measures into an installation of its own, where
they stand as posts of the cities themselves. What was published in the first part of the time is what the matcher
knows; what came later is hidden from it. A question is a later measure of one city, asked by that city as a question.
Another city *knows* when a later measure of its own has the same kind in the tracker's own, finer list, which the
matcher never sees. Beside the matcher stand two baselines from the same run: organisations drawn at random, and the
most active ones.

Keys: `hit@8` (share of questions for which at least one of eight named cities knows) and `precision@8` (share of the
named ones that know), each for `matcher`, `most_active` and `random`; what the matcher takes, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.importing import run_import
from benchmarks.search_quality import SHARED, run
from benchmarks.server import Installation


def measure() -> dict[str, Any]:
    """Import, split, index, ask, score."""
    options = arguments().parse_known_args()[0]
    files = sorted(options.data.glob("*.csv.gz"))
    if not files:
        return {"skipped": f"no measures in {options.data}"}
    with tempfile.TemporaryDirectory(prefix="intercity-matching-") as folder:
        server = Installation(Path(folder))
        server.prepare()
        report = run_import(server, files, "--label", "clear").report
        run(server, "benchmarks.matching_split")
        run(server, "intercity.cli.main", "reindex")
        figures = json.loads(run(server, "benchmarks.matching_asking", *map(str, files)))
    return {"posts": report["new"], **figures}


def arguments() -> argparse.ArgumentParser:
    """Where the measures are."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--data", type=Path, default=SHARED / "measures")
    return parser
