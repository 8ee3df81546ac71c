"""One world for all tests of a file: built once in a transaction of its own, inside which each test has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from intercity.activity.kept import forget_everything
from intercity.search.indexer import bring_up
from tests.leaks.world import World, build_world


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world as it was built. Tests ask for `world`, or for a fixture of their file that adds to it."""
    yield from build_once(django_db_blocker, build_world)


def build_once(blocker: DjangoDbBlocker, build: Callable[[], World]) -> Iterator[World]:
    """A world that stands while a module is tested; the database takes it back afterwards."""
    whole = transaction.atomic()
    with blocker.unblock():
        whole.__enter__()
        forget_everything()
        built = build()
    yield built
    with blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    """The world, to read and to write: the database takes back what a test writes, and the objects are its own."""
    return deepcopy(built_world)


@pytest.fixture(scope="module")
def built_index(
    built_world: World, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The data folder with a search index of the world as it was built."""
    folder = tmp_path_factory.mktemp("index")
    with django_db_blocker.unblock(), override_settings(DATA=folder):
        bring_up()
    return folder


@pytest.fixture
def indexed_world(built_world: World, built_index: Path, tmp_path: Path, settings: Settings, db: None) -> World:
    """The world with a search index of this test's own."""
    settings.DATA = tmp_path / "indexed"
    copytree(built_index, settings.DATA)
    return deepcopy(built_world)


def some_of(viewers: Iterable[Any], *, often: Iterable[Any] = ("anonymous", "partner_inside")) -> list[Any]:
    """Viewers as parameters: those of `often` in every run, the others with the proofs."""
    chosen = set(often)
    return [
        pytest.param(*(one if isinstance(one, tuple) else (one,)), marks=() if one in chosen else pytest.mark.proof)
        for one in viewers
    ]
