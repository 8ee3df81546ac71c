"""From one installation into another, through the command line, as an operator does it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from intercity.transfer.backup.tests.conftest import CITY, Installation
from intercity.transfer.backup.tests.test_backup import changed

LATER_STEP = ["auth", "0012_alter_user_first_name_max_length"]
Install = Callable[..., Installation]


def filled(install: Install, *engine: str) -> tuple[Installation, Path]:
    """An installation with five posts, and its backup."""
    source = install(*engine)
    source.city("setup")
    source.city("write", "5")
    path = source.data.with_suffix(".zip")
    code, _output, errors = source.command("backup", str(path))
    assert code == 0, errors
    return source, path


def without_ids(facts: dict[str, object]) -> dict[str, object]:
    """What must be equal in two installations, whichever engine."""
    return {key: value for key, value in facts.items() if key not in ("engine", "last_act")}


def as_of_an_older_version(path: Path) -> Path:
    """The backup as a version would have made it that lacked a step which moves no row."""
    with zipfile.ZipFile(path) as archive:
        raw = json.loads(archive.read("manifest.json"))
    steps = [step for step in raw["migrations"] if step != LATER_STEP]
    assert len(steps) == len(raw["migrations"]) - 1
    return changed(path, "manifest.json", json.dumps({**raw, "migrations": steps}).encode())


@pytest.mark.proof
@pytest.mark.parametrize("older", [False, True], ids=["this version", "older"])
def test_a_restored_installation_is_the_same_and_works(install: Install, older: bool) -> None:
    source, path = filled(install)
    path = as_of_an_older_version(path) if older else path
    target = install()
    code, output, errors = target.command("restore", str(path), "--json")
    assert code == 0, errors
    assert json.loads(output)["posts"] == 5
    before, after = source.look(), target.look()
    assert without_ids(after) == without_ids(before)
    assert after["chain"][1]
    assert not list(target.data.glob(".*restoring*"))
    target.city("write", "1")
    grown = target.look()
    assert len(grown["posts"]) == 6
    assert grown["chain"][1]
    # Ids of acts that came after the backup are known to browsers: none may come again.
    assert grown["last_act"] > before["last_act"] + 1000


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.proof
def test_restoring_under_a_running_server_is_refused(install: Install, backup: Path) -> None:
    target = install()
    target.data.mkdir()
    with closing(sqlite3.connect(target.data / "intercity.sqlite3")) as running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("SELECT count(*) FROM sqlite_master").fetchall()
        code, _output, errors = target.command("restore", str(backup))
    assert code == 2
    assert "Stop it" in errors
    assert not (target.data / "files").exists()


@pytest.mark.proof
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize(("first", "second"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_from_one_engine_to_the_other(install: Install, first: str, second: str) -> None:
    source, path = filled(install, first)
    target = install(second)
    code, _output, errors = target.command("restore", str(path))
    assert code == 0, errors
    assert without_ids(target.look()) == without_ids(source.look())
    target.city("write", "1")
    grown = target.look()
    assert (grown["engine"], grown["chain"][1]) == (second, True)


@contextmanager
def resting(writers: list[subprocess.Popen[str]]) -> Iterator[None]:
    """They hold still: what follows has nothing to do with them, and they would fill the processors."""
    for writer in writers:
        writer.send_signal(signal.SIGSTOP)
    yield
    for writer in writers:
        writer.send_signal(signal.SIGCONT)


@pytest.mark.proof
def test_a_backup_while_posts_are_made_has_all_that_was_acknowledged_before(install: Install) -> None:
    source = install()
    source.city("setup")
    writers = [source.start(CITY, "write", "100000") for _number in range(2)]
    try:
        for attempt in range(2):
            acknowledged = {writer.stdout.readline().strip() for writer in writers for _line in range(60)}
            path = source.data.with_name(f"{attempt}.zip")
            code, _output, errors = source.command("backup", str(path))
            assert code == 0, errors
            target = install()
            with resting(writers):
                code, _output, errors = target.command("restore", str(path))
                assert code == 0, errors
                facts = target.look()
            posts, acts = [row[0] for row in facts["posts"]], [row[1] for row in facts["acts"]]
            assert acknowledged <= set(posts)
            assert sorted(acts) == sorted(posts)
            assert len(set(posts)) == len(posts)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert connection.vendor == source.look()["engine"]
