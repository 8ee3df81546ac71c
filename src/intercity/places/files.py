"""The prepared files beside this module (`data/README.md` says where they come from)."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"
PREPARED = ("countries.tsv.gz", "regions.tsv.gz", "cities.tsv.gz")


def prepared_rows(name: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a gzipped TSV file."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def plain_rows(name: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a TSV file kept by hand; lines that begin with # are remarks."""
    with (DATA / name).open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def data_version() -> str:
    """Return a short name for the content of the prepared files; other content, other name."""
    digest = hashlib.sha256()
    for name in PREPARED:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()[:16]
