"""Fixtures for every room: the personas, and the database the settings name."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import settings

# The settings are read on import: tests never touch the data folder of an installation.
os.environ.setdefault("INTERCITY_DATA", tempfile.mkdtemp(prefix="intercity-tests-"))
os.environ.setdefault("SECRET_KEY", "for-tests-only")
# How long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["tests.migrated", "tests.personas", "tests.searching", "tests.leaks.shared"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run once, on SQLite, what asks no database."""
    if not os.environ.get("DATABASE_URL"):
        return
    asking = [item for item in items if asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def asks_the_database(item: pytest.Item) -> bool:
    """Whether `item` can behave differently on another engine."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


def pytest_collection_finish() -> None:
    """Leave alone what was loaded by now: to look through it for garbage again and again cost a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What one test's pages spoke is not what the next one's messages speak."""
    translation.activate("en")
    yield
    translation.deactivate()
