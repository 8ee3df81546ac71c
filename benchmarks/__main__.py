"""`python -m benchmarks NAME [--json] …`: run one benchmark, print its figures; `all` runs every one."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

NAMES = (
    "places", "import", "leak_cells", "visible", "crash", "search", "search_quality", "matching", "pages", "posting",
    "live", "front", "rollcall",
)  # fmt: skip
MODULES = {"import": "importing"}


KEPT = Path("var/benchmarks")


def keep(name: str, figures: dict[str, Any]) -> None:
    """Write the figures to `var/benchmarks/NAME.json`, for comparison with later ones."""
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n")


def main() -> int:
    # What follows the name is the benchmark's own.
    names = [word for word in sys.argv[1:] if not word.startswith("-")][:1]
    if not names or any(name not in (*NAMES, "all") for name in names):
        print(f"usage: python -m benchmarks {{{','.join(NAMES)},all}} [--json]", file=sys.stderr)
        return 2
    for name in NAMES if names == ["all"] else names:
        figures = import_module(f"benchmarks.{MODULES.get(name, name)}").measure()
        if "--json" not in sys.argv:
            print(f"== {name}")
            for key, value in figures.items():
                print(f"{key:28} {value}")
        keep(name, figures)
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
