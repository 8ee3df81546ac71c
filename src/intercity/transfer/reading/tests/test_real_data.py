"""The real trackers beside the checkout, in their real dirt. Skipped, loudly, where they are not there."""

from __future__ import annotations

import re
import warnings

import pytest

from intercity.transfer.reading.measure import Measure, Rejected
from intercity.transfer.reading.measures import read_measures
from intercity.transfer.reading.tests.files import SHARED_DATA

MEASURES = SHARED_DATA / "measures"
SCALE = SHARED_DATA / "scale"

if not MEASURES.is_dir():
    warnings.warn(f"SKIPPED: no real trackers at {SHARED_DATA}", stacklevel=1)
pytestmark = pytest.mark.skipif(not MEASURES.is_dir(), reason=f"no real trackers at {SHARED_DATA}")


def read(name: str) -> tuple[list[Measure], list[Rejected]]:
    found = list(read_measures(next(SHARED_DATA.glob(f"*/{name}.csv.gz"))))
    return (
        [item for item in found if isinstance(item, Measure)],
        [item for item in found if isinstance(item, Rejected)],
    )


@pytest.mark.parametrize(
    ("name", "rows", "tracker"),
    [
        pytest.param("coronanet_municipal_schema63", 5_114, "coronanet", marks=pytest.mark.proof),
        pytest.param("coronanet_municipal_france_schema67", 1_019, "coronanet", marks=pytest.mark.proof),
        ("coronanet_municipal_spain_schema65", 193, "coronanet"),
        pytest.param("coronanet_municipal_italy_switzerland_japan_schema40", 409, "coronanet", marks=pytest.mark.proof),
        pytest.param("cccsl_v2_subnational_cp1252", 2_676, "cccsl", marks=pytest.mark.proof),
        pytest.param("coronanet_early2020_allcountries_schema28", 6_247, "coronanet", marks=pytest.mark.proof),
    ],
)
def test_every_row_is_accounted_for(name: str, rows: int, tracker: str) -> None:
    found, rejected = read(name)
    assert sum(measure.rows for measure in found) + len(rejected) == rows
    assert {measure.tracker for measure in found} == {tracker}
    assert len({measure.key for measure in found}) == len(found)
    assert all(measure.title and len(measure.title) <= 120 and measure.date_start for measure in found)
    assert sum(not measure.topics for measure in found) < 0.05 * len(found)


def test_cp1252_under_a_utf8_name_is_read_and_old_damage_left() -> None:
    found, rejected = read("cccsl_v2_subnational_cp1252")
    texts = [measure.text for measure in found]
    assert any("’" in text for text in texts)
    assert not any(re.search("[\x80-\x9f]", text) for text in texts)
    assert rejected == []


@pytest.mark.proof
def test_one_policy_over_several_rows() -> None:
    found, _rejected = read("coronanet_municipal_schema63")
    assert len(found) == 3_772
    assert sum(measure.repeated for measure in found) == 31
    assert max(len(measure.categories) for measure in found) > 5


@pytest.mark.proof
def test_early_edition_is_older_than_the_later_one_for_the_same_policies() -> None:
    early = {m.key: m for m in read("coronanet_early2020_allcountries_schema28")[0]}
    late = {m.key: m for m in read("coronanet_municipal_schema63")[0]}
    both = early.keys() & late.keys()
    assert len(both) > 100
    assert all((early[k].edition, early[k].file_edition) < (late[k].edition, late[k].file_edition) for k in both)


@pytest.mark.proof
def test_all_of_the_large_folder() -> None:
    counts = {path.name: sum(_rows(item) for item in read_measures(path)) for path in SCALE.glob("*.gz")}
    assert sum(counts.values()) == 117_406


def _rows(item: Measure | Rejected) -> int:
    return item.rows if isinstance(item, Measure) else 1
