"""From rows to measures: merging, editions, rejects, and nothing handed on from a broken file."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from intercity.core.tables.errors import ReadError
from intercity.transfer.reading.measures import read_measures
from intercity.transfer.reading.report import Report
from intercity.transfer.reading.tests.files import CORONANET, coronanet_row, measures, rejected, write


def coronanet(tmp_path: Path, *rows: dict[str, str], name: str = "a.csv") -> Path:
    return write(tmp_path / name, [CORONANET, *(coronanet_row(**row) for row in rows)])


def test_rows_of_one_policy_and_text_become_one_measure(tmp_path: Path) -> None:
    path = coronanet(
        tmp_path,
        {"record_id": "R_abcdefghijklmnoEa", "policy_id": "1234567Ea", "type_sub_cat": "Doctors"},
        {"record_id": "R_zzzzzzzzzzzzzzzEa", "policy_id": "7777777", "description": "Another text altogether."},
        {"record_id": "R_abcdefghijklmnoFb", "policy_id": "1234567Fb", "type_sub_cat": "Nurses"},
        {"record_id": "R_abcdefghijklmnoFb", "policy_id": "1234567Fb", "type_sub_cat": "Nurses"},
    )
    first, second = measures(path)
    assert first.categories == ("Health Resources > Doctors", "Health Resources > Nurses")
    assert (first.rows, first.repeated, first.row) == (3, 1, 2)
    assert first.record_ids == ("R_abcdefghijklmnoEa", "R_abcdefghijklmnoFb")
    assert first.key == first.policy_key == "1234567"
    assert (second.key, second.rows) == ("7777777", 1)


def test_change_of_a_policy_is_its_own_measure_under_the_policy(tmp_path: Path) -> None:
    path = coronanet(
        tmp_path,
        {},
        {
            "record_id": "R_changechangechaEa",
            "entry_type": "update",
            "update_type": "End of Policy",
            "description": "The hall closes again.",
        },
    )
    first, change = measures(path)
    assert change.policy_key == first.policy_key
    assert change.key != first.key
    assert (first.status, change.status) == ("", "ended")


def test_keys_are_the_same_in_a_later_edition_with_a_corrected_text(tmp_path: Path) -> None:
    old = measures(coronanet(tmp_path, {}))[0]
    later = {"policy_id": "1234567Ea", "description": "Corrected text of the same act.", "date_updated": "2021-01-01"}
    new = measures(coronanet(tmp_path, later, name="b.csv"))[0]
    assert old.key == new.key
    assert old.edition < new.edition
    assert (old.edition, new.edition) == ("2020-04-02", "2021-01-01")


def test_row_date_counts_before_the_file_date(tmp_path: Path) -> None:
    rows = ({}, {"policy_id": "2", "recorded_date": "2022-05-05T00:00:00Z", "description": "Something newer."})
    first, second = measures(coronanet(tmp_path, *rows))
    assert first.edition < first.file_edition == second.edition == "2022-05-05T00:00:00"


def test_keys_are_unique_where_an_id_was_used_twice(tmp_path: Path) -> None:
    found = measures(coronanet(tmp_path, {}, {"description": "A very different act with the same number."}))
    assert len({measure.key for measure in found}) == 2
    assert found[0].key == "1234567"


def test_rows_without_a_text_are_rejected_with_their_cells(tmp_path: Path) -> None:
    path = coronanet(tmp_path, {}, {"description": "NA", "policy_id": "9"}, {"description": " .. ", "policy_id": "8"})
    assert [(item.row, item.reason) for item in rejected(path)] == [(3, "no_text"), (4, "no_text")]
    assert rejected(path)[0].cells["policy_id"] == "9"


def test_damaged_characters_are_kept(tmp_path: Path) -> None:
    path = coronanet(tmp_path, {"description": "The caf\ufffd opens.\r\nl'Etranger"})
    assert measures(path)[0].text == "The caf\ufffd opens.\nl'Etranger"


def test_date_that_is_none_leaves_a_doubt_not_a_reject(tmp_path: Path) -> None:
    path = coronanet(tmp_path, {"date_end": "for three weeks but can be renewed"})
    assert (measures(path)[0].date_end, measures(path)[0].doubts) == (None, ("date_end",))


def test_order_of_day_and_month_is_decided_for_the_whole_column(tmp_path: Path) -> None:
    rows = [
        {"policy_id": str(n), "date_start": date, "description": f"Act number {n}"}
        for n, date in enumerate(["03/04/2020", "05/06/2020", "23/04/2020"])
    ]
    assert [str(m.date_start) for m in measures(coronanet(tmp_path, *rows))] == [
        "2020-04-03",
        "2020-06-05",
        "2020-04-23",
    ]


def test_place_is_found_in_the_column_that_holds_it(tmp_path: Path) -> None:
    header = [*CORONANET, "target_city", "target_other"]
    rows = [
        [*coronanet_row(city="no", policy_id="1"), "Brest", ""],
        [*coronanet_row(city="NA", policy_id="2"), "", "Department of Gironde"],
        [*coronanet_row(city="", policy_id="3", init_country_level="National"), "Brest", ""],
    ]
    found = measures(write(tmp_path / "a.csv", [header, *rows]))
    assert [(m.city_text, m.level) for m in found] == [
        ("Brest", "local"),
        ("Department of Gironde", "local"),
        ("", "national"),
    ]


def test_several_countries_are_international(tmp_path: Path) -> None:
    rows = ({"country": "France,Germany", "policy_id": "1"}, {"country": "Korea, South", "policy_id": "2"})
    assert [m.level for m in measures(coronanet(tmp_path, *rows))] == ["international", "local"]


def test_first_address_of_a_cell_with_several(tmp_path: Path) -> None:
    path = coronanet(tmp_path, {"link": "NA ; https://example.org/x, https://example.org/y"})
    assert measures(path)[0].link == "https://example.org/x"


def test_nobody_special_is_no_group(tmp_path: Path) -> None:
    everybody = "All Residents (Citizen Residents + Foreign Residents)"
    rows = (
        {"target_who_what": everybody, "policy_id": "1"},
        {"target_who_what": "Students,Teachers", "policy_id": "2"},
    )
    first, second = measures(coronanet(tmp_path, *rows))
    assert "migrants" not in first.groups
    assert "students" in second.groups
    assert "homeless" not in first.groups  # the text says "without a home", which no word of the list is


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "@SUM(A1:A2)", '=HYPERLINK("x")'])
def test_formula_cells_are_refused_with_the_row(tmp_path: Path, cell: str) -> None:
    path = coronanet(tmp_path, {}, {"description": cell, "policy_id": "2"})
    with pytest.raises(ReadError) as caught:
        next(read_measures(path))
    assert caught.value.row == 3


@pytest.mark.parametrize("cell", ["- schools (all) close", "== news ==", "@City opens a hall", "+49 221 is the number"])
def test_text_that_only_begins_like_a_formula_is_read(tmp_path: Path, cell: str) -> None:
    assert measures(coronanet(tmp_path, {"description": cell}))[0].text == cell


def test_formula_cells_of_a_workbook_matter_only_where_they_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([*CORONANET, "helper"])
    book.active.append([*coronanet_row(), "=A2&B2"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert len(measures(path)) == 1
    book.active.append([*coronanet_row(description="=A1"), ""])
    book.save(path)
    with pytest.raises(ReadError) as caught:
        next(read_measures(path))
    assert caught.value.row == 3


def test_nothing_is_handed_on_from_a_file_that_breaks_late(tmp_path: Path) -> None:
    path = coronanet(tmp_path, *({"policy_id": str(n), "description": f"Act {n} of the town"} for n in range(500)))
    path.write_bytes(path.read_bytes() + b'R_x,"broken"quote,\r\n')
    with pytest.raises(ReadError) as caught:
        next(read_measures(path))
    assert caught.value.row == 502


def test_table_without_rows_and_unknown_table_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no rows"):
        next(read_measures(write(tmp_path / "a.csv", [CORONANET])))
    with pytest.raises(ReadError, match="--suggest"):
        next(read_measures(write(tmp_path / "b.csv", [("fruit", "colour"), ("apple", "red")])))


def test_progress_ends_at_the_number_of_rows(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = coronanet(tmp_path, *({"policy_id": str(n), "description": f"Act {n} of the town"} for n in range(1_200)))
    for _item in read_measures(path, on_progress=lambda done, rows: seen.append((done, rows))):
        pass
    assert seen == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]


def test_report_adds_up_and_reads_well(tmp_path: Path) -> None:
    path = coronanet(tmp_path, {}, {}, {"description": "", "policy_id": "5"}, {"policy_id": "6", "date_end": "soon"})
    report = Report(files=["a.csv"])
    for item in read_measures(path):
        report.add(item)
        report.new += hasattr(item, "key")
    report.unmatched["Nowhere, Spain"] += 1
    plain = report.as_json()
    counted = sum(plain[name] for name in ("new", "updated", "unchanged", "older", "merged", "rejected_total"))
    assert plain["read"] == counted == 4
    assert plain["rejected"] == {"no_text": 1}
    assert plain["dates_not_understood"] == {"date_end": 1}
    assert "no text that says what was done" in report.as_text()
    assert "Nowhere, Spain" in report.as_text()


def test_all_orders_of_rows_give_the_same_measures(tmp_path: Path) -> None:
    rows = [
        {"policy_id": "1234567Ea", "type_sub_cat": "Doctors", "record_id": "R_abcdefghijklmnoEa"},
        {"policy_id": "1234567Fb", "type_sub_cat": "Nurses", "record_id": "R_abcdefghijklmnoFb"},
        {"policy_id": "5", "description": "A second act of the town."},
    ]
    results = {
        frozenset((m.key, frozenset(m.categories), m.edition, m.rows) for m in measures(coronanet(tmp_path, *order)))
        for order in itertools.permutations(rows)
    }
    assert len(results) == 1


def test_the_report_names_every_tracker_in_their_order(tmp_path: Path) -> None:
    (one,) = measures(coronanet(tmp_path, {}))
    report = Report()
    for tracker in ("first", "second", "first"):
        report.add(replace(one, tracker=tracker))
    assert report.as_json()["trackers"] == ["first", "second"]
    assert report.as_json()["tracker"] == "first, second"
    assert "first, second\n" in report.as_text()
    assert Report().as_json()["trackers"] == []
