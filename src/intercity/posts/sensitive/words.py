"""The word lists of the finder (`data/words.txt`, `data/given_names.txt`)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"


def read_lists(name: str) -> dict[str, list[str]]:
    """The words of a file by the headings in brackets above them ("" before the first); `#` begins a remark."""
    lists: dict[str, list[str]] = {"": []}
    heading = ""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            lists[heading] = []
        elif not line.startswith("#"):
            lists[heading] += line.split()
    return lists


LISTS: Final = read_lists("words.txt")
INSTITUTIONS: Final = frozenset(LISTS["institutions"])
PARTICLES: Final = LISTS["particles"]
# Those that are rather a city or a common word are not in it.
GIVEN_NAMES: Final = frozenset(read_lists("given_names.txt")[""])
