"""The import into the database: new, changed, unchanged, older, interrupted."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Count
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.organisations.models import Organisation, Type
from intercity.places.models import City, Country, Region
from intercity.posts.models import Origin, Post, Source
from intercity.spaces.models import Group, Label, Space, Topic
from intercity.transfer.importing import importer as room
from intercity.transfer.importing.found_places import PlaceBook
from intercity.transfer.importing.importer import Importer
from intercity.transfer.reading.measure import Measure, Rejected
from intercity.transfer.reading.measures import read_measures
from intercity.transfer.reading.report import Report
from intercity.transfer.reading.tests.files import CORONANET, coronanet_row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return Space.objects.create(slug="covid", name="COVID", default_label=Label.GREEN)


@pytest.fixture(autouse=True)
def _world() -> None:
    spain = Country.objects.create(code="ES", iso3="ESP", continent="EU", population=47_000_000)
    madrid = Region.objects.create(code="ES-MD", country=spain, admin1="29", name="Madrid", folded_names="madrid")
    City.objects.create(
        geonames_id=1, name="Getafe", folded="getafe", country=spain, region=madrid, latitude=40.3, longitude=-3.7,
        population=180_000, timezone="Europe/Madrid",
    )  # fmt: skip
    Topic.objects.get_or_create(slug="health")
    Group.objects.get_or_create(slug="health-workers")


def file(tmp_path: Path, *rows: dict[str, str], name: str = "a.csv") -> Path:
    return write(tmp_path / name, [CORONANET, *(coronanet_row(**row) for row in rows)])


def load(space: Space, path: Path, **options: bool) -> Report:
    report = Report()
    Importer(space=space, label=Label.CLEAR, report=report, **options).run(read_measures(path))
    return report


def acts(count: int) -> list[dict[str, str]]:
    return [{"policy_id": str(n), "description": f"The town does its act number {n}."} for n in range(1, count + 1)]


def state() -> set[tuple[object, ...]]:
    return set(Origin.objects.values_list("tracker", "record", "edition", "fingerprint", "post__title", "post__body"))


def test_post_carries_what_the_tracker_says(space: Space, tmp_path: Path) -> None:
    load(space, file(tmp_path, {"type_sub_cat": "Doctors"}))
    post = Post.objects.select_related("origin", "organisation", "practice").get()
    assert (post.is_imported, post.label, post.organisation.name) == (True, Label.CLEAR, "Getafe")
    assert (post.organisation.unclaimed, post.organisation.type, post.organisation.place_id) == (True, Type.CITY, 1)
    assert (post.origin.record, post.origin.link, post.origin.place_matched) == (
        "1234567",
        "https://example.org/a",
        True,
    )
    assert "CoronaNet" in post.origin.licence
    assert (post.practice.begins_on, post.practice.confirmed_on) == (
        datetime.date(2020, 3, 20),
        datetime.date(2020, 4, 2),
    )
    assert [topic.slug for topic in post.topics.all()] == ["health"]
    assert [group.slug for group in post.groups.all()] == ["health-workers"]
    assert Activity.objects.get(verb="posts.imported").data["uids"] == [post.uid]


def test_twice_changes_nothing(space: Space, tmp_path: Path) -> None:
    path = file(tmp_path, *acts(90))
    assert load(space, path).new == 90
    before = state()
    again = load(space, path)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 90)
    assert state() == before


def test_newer_edition_updates_and_older_one_does_not_come_back(space: Space, tmp_path: Path) -> None:
    old = file(tmp_path, {}, name="old.csv")
    new = file(tmp_path, {"description": "The text was corrected.", "date_updated": "2021-01-01"}, name="new.csv")
    load(space, old)
    assert load(space, new).updated == 1
    uid = Post.objects.get().uid
    assert load(space, old).older == 1
    assert (Post.objects.get().body, Post.objects.get().uid) == ("The text was corrected.", uid)


def test_old_change_that_a_newer_edition_dropped_is_not_added(space: Space, tmp_path: Path) -> None:
    load(space, file(tmp_path, {"date_updated": "2021-01-01"}, name="new.csv"))
    change = {"entry_type": "update", "record_id": "77", "description": "An early word about a change."}
    report = load(space, file(tmp_path, change, name="old.csv"))
    assert (report.new, report.older) == (0, 1)


def test_post_that_its_city_claimed_is_left_alone(space: Space, tmp_path: Path) -> None:
    load(space, file(tmp_path, {}))
    Origin.objects.update(claimed_at=timezone.now())
    report = load(space, file(tmp_path, {"description": "Another text.", "date_updated": "2021-01-01"}, name="b.csv"))
    assert (report.claimed, report.updated) == (1, 0)


def test_post_that_is_claimed_while_its_update_is_prepared_is_left_alone(space: Space, tmp_path: Path) -> None:
    load(space, file(tmp_path, *acts(2)))
    newer = [
        {**act, "description": f"{act['description']} Now longer.", "date_updated": "2021-01-01"} for act in acts(2)
    ]
    report = Report()
    importer = Importer(space=space, label=Label.CLEAR, report=report)

    def claimed_meanwhile() -> Iterator[Measure | Rejected]:
        yield from read_measures(file(tmp_path, *newer, name="b.csv"))
        # The importer has read what is stored only after this; its own look at `claimed_at` finds nothing.
        Post.objects.filter(origin__record="1").update(source=Source.NATIVE)

    importer.run(claimed_meanwhile())
    assert (report.updated, report.claimed) == (1, 1)
    assert Post.objects.get(origin__record="1").body == "The town does its act number 1."
    assert Post.objects.get(origin__record="2").body.endswith("Now longer.")


def test_place_that_is_not_found_stays_text(space: Space, tmp_path: Path) -> None:
    report = load(space, file(tmp_path, {"city": "7 affected municipalities"}))
    post = Post.objects.select_related("origin", "organisation").get()
    assert (post.organisation.name, post.organisation.type) == ("Madrid", Type.REGION)
    assert (post.origin.place_matched, post.origin.place_text) == (False, "7 affected municipalities, Madrid")
    assert report.unmatched == {"7 affected municipalities, Madrid, Spain": 1}


def test_city_that_takes_part_is_found_and_stays_confirmed(space: Space, tmp_path: Path) -> None:
    city = Organisation.objects.create(slug="getafe", name="City of Getafe", type=Type.CITY, country="ES", place_id=1)
    load(space, file(tmp_path, *acts(3)))
    assert set(Post.objects.values_list("organisation", flat=True)) == {city.pk}
    assert not Organisation.objects.get(pk=city.pk).unclaimed


def test_city_that_joins_during_the_import_is_used_from_then_on(space: Space, tmp_path: Path) -> None:
    path = file(tmp_path, *acts(2 * room.BATCH + 1))

    def joined_meanwhile() -> Iterator[Measure | Rejected]:
        for number, item in enumerate(read_measures(path)):
            if number == room.BATCH:
                Organisation.objects.create(slug="city-of-getafe", name="Getafe", type=Type.CITY, place_id=1)
            yield item

    Importer(space=space, label=Label.CLEAR, report=Report()).run(joined_meanwhile())
    by_slug = dict(Organisation.objects.annotate(n=Count("posts")).values_list("slug", "n"))
    assert by_slug == {"getafe": room.BATCH, "city-of-getafe": room.BATCH + 1}


def test_slug_that_somebody_takes_at_the_last_moment_does_not_stop_the_import(space: Space, tmp_path: Path) -> None:
    class LateBook(PlaceBook):
        def save_new(self) -> None:
            Organisation.objects.get_or_create(slug="getafe", defaults={"name": "A club in Getafe"})
            super().save_new()

    path = file(tmp_path, {})
    Importer(space=space, label=Label.CLEAR, report=Report(), book=LateBook()).run(read_measures(path))
    assert Post.objects.select_related("organisation").get().organisation.slug == "getafe-2"


def test_dry_run_reports_the_same_and_writes_nothing(space: Space, tmp_path: Path) -> None:
    path = file(tmp_path, *acts(45), {"policy_id": "99", "description": "NA"})
    dry, real = load(space, path, dry_run=True).as_json(), None
    assert (Post.objects.count(), Organisation.objects.count()) == (0, 0)
    real = load(space, path).as_json()
    assert {**real, "dry_run": True} == {**dry, "dry_run": True}
    assert load(space, path, dry_run=True).unchanged == 45


def test_interrupted_run_leaves_whole_batches_and_can_be_completed(space: Space, tmp_path: Path) -> None:
    path = file(tmp_path, *acts(130))

    def cut() -> object:
        yield from itertools.islice(read_measures(path), 110)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Importer(space=space, label=Label.CLEAR, report=Report()).run(cut())
    assert Post.objects.count() % room.BATCH == 0
    report = load(space, path)
    assert Post.objects.count() == 130
    assert report.unchanged + report.new == 130
