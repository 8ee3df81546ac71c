"""Every known tracker is recognised by its columns and brought into the normal form."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from intercity.core.tables.errors import ReadError
from intercity.transfer.reading.measures import read_measures
from intercity.transfer.reading.tests.files import measures, write
from intercity.transfer.reading.trackers import recognise


def test_cccsl_merges_a_comment_and_falls_back_to_the_category(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [
            [
                "id",
                "Country",
                "iso3",
                "State",
                "Region",
                "Date",
                "Measure_L1",
                "Measure_L2",
                "Measure_L3",
                "Measure_L4",
                "Status",
                "Comment",
                "Source",
            ],
            [
                "1",
                "Italy",
                "ITA",
                "Italy",
                "Lazio",
                "2020-03-09",
                "L1",
                "L2",
                "L3",
                "",
                "",
                "Buses run empty.",
                "https://x.org",
            ],
            [
                "2",
                "Italy",
                "ITA",
                "Italy",
                "Lazio",
                "2020-03-09",
                "L1",
                "M2",
                "",
                "",
                "",
                "Buses run empty.",
                "https://x.org",
            ],
            ["3", "Italy", "ITA", "Italy", "Lazio", "2020-03-10", "L1", "Food aid", "", "", "", ".", "https://x.org"],
        ],
    )
    first, second = measures(path)
    assert (first.key, first.rows, first.categories) == ("1", 2, ("L1 > L2 > L3", "L1 > M2"))
    assert (second.text, second.title, second.region_text) == ("L1 > Food aid", "Food aid (Lazio)", "Lazio")
    assert first.licence == "CC BY-SA 4.0"


def test_oxcgrt_notes_become_one_measure_per_indicator_and_note(tmp_path: Path) -> None:
    header = "CountryName,CountryCode,RegionName,RegionCode,Jurisdiction,Date"
    notes = "C1_School closing,C1_Flag,C1_Notes,E1_Income support,E1_Notes"
    path = write(
        tmp_path / "a.csv",
        [
            [*header.split(","), *notes.split(",")],
            ["Chile", "CHL", "", "", "NAT_TOTAL", "20200301", "0", "", "", "0", ""],
            [
                "Chile",
                "CHL",
                "",
                "",
                "NAT_TOTAL",
                "20200316",
                "3",
                "1",
                "All schools are shut.",
                "1",
                "A bonus is paid.",
            ],
            ["Chile", "CHL", "", "", "NAT_TOTAL", "20200317", "3", "1", "All schools are shut.", "1", ""],
        ],
    )
    items = list(read_measures(path))
    schools, income = (item for item in items if hasattr(item, "key"))
    assert (schools.key, schools.rows, schools.date_start) == ("CHL:C1:20200316", 2, datetime.date(2020, 3, 16))
    assert schools.categories == ("Containment and closure > School closing",)
    assert (income.policy_key, income.level) == ("CHL:E1", "national")
    assert len(items) == 3


def test_oxcgrt_without_notes_says_which_file_to_take(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [["CountryName", "CountryCode", "Date", "C1_School closing"], ["Chile", "CHL", "20200301", "0"]],
    )
    with pytest.raises(ReadError, match="withnotes"):
        next(read_measures(path))


def test_acaps_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["ACAPS", "About"])
    sheet = book.create_sheet("Database")
    names = "ID COUNTRY ISO ADMIN_LEVEL_NAME PCODE REGION LOG_TYPE CATEGORY MEASURE_TYPE TARGETED_POP_GROUP COMMENTS"
    sheet.append([*names.split(), "NON_COMPLIANCE", "DATE_IMPLEMENTED", "SOURCE", "SOURCE_TYPE", "LINK", "ENTRY_DATE"])
    sheet.append(
        [4, "Bulgaria", "BGR", "Varna", None, "Europe", "Phase-out measure", "Social distancing", "Schools closure"]
        + ["No", "Schools open again.", None, datetime.datetime(2020, 5, 4), "x", "y", "https://x.org", "2020-05-05"]
    )
    path = tmp_path / "a.xlsx"
    book.save(path)
    (found,) = measures(path)
    assert (found.tracker, found.key, found.region_text, found.status) == ("acaps", "4", "Varna", "ended")
    assert (found.date_start, found.edition) == (datetime.date(2020, 5, 4), "2020-05-05")
    assert found.categories == ("Social distancing > Schools closure",)
    assert found.target == ""


def test_who_phsm(tmp_path: Path) -> None:
    header = (
        "who_id,dataset,country_territory_area,iso,admin_level,area_covered,who_category,who_subcategory,who_measure"
    )
    path = write(
        tmp_path / "a.csv",
        [
            [
                *header.split(","),
                "comments",
                "date_start",
                "measure_stage",
                "date_end",
                "targeted",
                "date_entry",
                "link",
            ],
            ["ACAPS_7", "ACAPS", "Kenya", "KEN", "state", "Mombasa", "Social measures", "Gatherings", "Cancelling", ""]
            + ["05/04/2020", "finish", "25/04/2020", "elderly", "2020-04-06", "https://x.org"],
        ],
    )
    (found,) = measures(path)
    assert (found.tracker, found.key, found.level, found.status) == ("who-phsm", "ACAPS_7", "regional", "ended")
    assert (found.text, found.groups) == ("Social measures > Gatherings > Cancelling", ("older",))
    assert found.date_start == datetime.date(2020, 4, 5), "the other date column proves that the day comes first"


def test_hit_covid(tmp_path: Path) -> None:
    header = "record_id,unique_id,entry_time,national_entry,country,country_name,admin1,admin1_name,locality,usa_county"
    more = "intervention_group,intervention,date_of_update,status,status_simp,subpopulation,required,details,url"
    shared = ["77", "", "2020-04-09 10:11", "No", "COL", "Colombia", "COL.1_1", "Antioquia", "Medellín", ""]
    path = write(
        tmp_path / "a.csv",
        [
            [*header.split(","), *more.split(",")],
            [
                "77",
                "77_a",
                *shared[2:],
                "schools",
                "Schools",
                "2020-03-16",
                "x",
                "Strongly",
                "All",
                "required",
                "Shut.",
                "",
            ],
            [
                "77",
                "77_b",
                *shared[2:],
                "offices",
                "Offices",
                "2020-03-16",
                "x",
                "Strongly",
                "All",
                "required",
                "Shut.",
                "",
            ],
            ["78", "78_a", *shared[2:], "mask", "Masks", "2020-03-16", "x", "Suspended", "", "recommended", "", ""],
        ],
    )
    first, second = measures(path)
    assert (first.key, first.rows, first.policy_key, first.city_text, first.level) == (
        "77_a",
        2,
        "77",
        "Medellín",
        "local",
    )
    assert (second.text, second.status) == ("Masks, Suspended, recommended", "ended")


def test_ecdc_codes_are_put_into_words(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [["Country", "Response_measure", "date_start", "date_end"], ["Austria", "ClosSec", "2020-03-16", "NA"]],
    )
    (found,) = measures(path)
    assert found.title == "Closure of secondary schools (Austria)"
    assert (found.key, found.date_end, found.doubts) == ("Austria:ClosSec:2020-03-16", None, ())


def test_columns_are_known_in_any_case_and_order() -> None:
    tracker = recognise(["LINK", "Comments", "Date_Implemented", "MEASURE", "Log Type", "country"])
    assert tracker is not None
    assert tracker.name == "acaps"
    assert recognise(["a", "b"]) is None
