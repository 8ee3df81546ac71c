"""Small files that tests read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from intercity.core.tables.tests.files import csv_text
from intercity.transfer.reading.measure import Measure, Rejected
from intercity.transfer.reading.measures import read_measures

SHARED_DATA = Path(__file__).resolve().parents[6] / "shared" / "data"


def write(path: Path, rows: Iterable[Iterable[str]], **options: str) -> Path:
    """Write rows as a UTF-8 CSV file."""
    path.write_bytes(csv_text(rows, **options).encode())
    return path


def measures(path: Path) -> list[Measure]:
    """Return the measures of a file."""
    return [item for item in read_measures(path) if isinstance(item, Measure)]


def rejected(path: Path) -> list[Rejected]:
    """Return the rejected rows of a file."""
    return [item for item in read_measures(path) if isinstance(item, Rejected)]


CORONANET = (
    "record_id",
    "policy_id",
    "entry_type",
    "update_type",
    "description",
    "date_start",
    "date_end",
    "country",
    "init_country_level",
    "province",
    "city",
    "type",
    "type_sub_cat",
    "target_who_what",
    "link",
    "date_updated",
    "recorded_date",
)


def coronanet_row(**cells: str) -> list[str]:
    """Return a row of a CoronaNet file with plausible cells."""
    row = {
        "record_id": "R_abcdefghijklmnoEa",
        "policy_id": "1234567",
        "entry_type": "new_entry",
        "description": "The town opens its sports hall at night for people without a home.",
        "date_start": "2020-03-20",
        "country": "Spain",
        "init_country_level": "Municipal",
        "province": "Madrid",
        "city": "Getafe",
        "type": "Health Resources",
        "type_sub_cat": "Temporary Medical Centers",
        "link": "https://example.org/a",
        "date_updated": "2020-04-02",
        "recorded_date": "2020-04-01T10:00:00Z",
        **cells,
    }
    return [row.get(name, "") for name in CORONANET]
