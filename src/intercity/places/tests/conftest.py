"""A small world for the tests of this room: the real files, cut down to a few countries."""

import gzip
import shutil
from pathlib import Path

import pytest
from django.db import transaction

from intercity.places import files
from intercity.places.loading import load_places
from intercity.places.matching import PlaceMatcher

COUNTRIES = {"BG", "CN", "DE", "ES", "FR", "GB", "ID", "IT", "KZ", "US"}


def cut_down(target: Path, countries: set[str]) -> None:
    """Copy the data folder, with the rows of some countries only."""
    shutil.copytree(files.DATA, target, dirs_exist_ok=True)
    for name, column in (("countries", 0), ("regions", 1), ("cities", 2)):
        path = target / f"{name}.tsv.gz"
        lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
        kept = (line for line in lines if line.split("\t")[column].strip() in countries)
        path.write_bytes(gzip.compress("".join(kept).encode(), compresslevel=1))


@pytest.fixture(scope="session")
def small_world(tmp_path_factory):
    """The folder of the cut-down data."""
    target = tmp_path_factory.mktemp("places") / "data"
    cut_down(target, COUNTRIES)
    return target


@pytest.fixture(scope="session")
def matcher(small_world, django_db_setup, django_db_blocker):
    """A matcher over the small world; it needs the database only while it is made."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(files, "DATA", small_world)
        load_places()
        made = PlaceMatcher()
        transaction.set_rollback(True)
    return made
