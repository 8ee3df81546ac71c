"""An import that is killed leaves whole batches; run again it ends where an uninterrupted one ends."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.importing import run_import, unaccounted
from benchmarks.server import Installation
from intercity.transfer.reading.tests.files import CORONANET, SHARED_DATA, coronanet_row, write

pytestmark = pytest.mark.proof

MEASURES = SHARED_DATA / "measures"
KILLS = 3
STATE = """
SELECT o.tracker, o.record, o.edition, o.fingerprint, o.place_text, o.place_matched, p.title, p.body, p.html, p.label,
  org.name, org.country, d.status, d.begins_on, d.ends_on,
  (SELECT group_concat(slug) FROM (SELECT slug FROM posts_post_topics l JOIN spaces_topic t ON t.id = l.topic_id
                                   WHERE l.post_id = p.id ORDER BY slug)),
  (SELECT group_concat(slug) FROM (SELECT slug FROM posts_post_groups l JOIN spaces_group g ON g.id = l.group_id
                                   WHERE l.post_id = p.id ORDER BY slug))
FROM posts_post p JOIN posts_origin o ON o.post_id = p.id JOIN kind_practice_practice d ON d.post_id = p.id
JOIN organisations_organisation org ON org.id = p.organisation_id ORDER BY o.tracker, o.record
"""


@pytest.fixture
def made_up(tmp_path: Path) -> list[Path]:
    """Twelve hundred acts in two files; some rows of the second are newer editions of the first."""
    names = ("Madrid", "Getafe", "Sevilla", "7 affected municipalities", "")
    first = [
        coronanet_row(policy_id=str(n), description=f"The town does its act {n}.", city=names[n % len(names)])
        for n in range(900)
    ]
    second = [
        coronanet_row(policy_id=str(n), description=f"Act {n}, as corrected.", date_updated="2021-01-01")
        for n in range(700, 1200)
    ]
    return [write(tmp_path / "a.csv", [CORONANET, *first]), write(tmp_path / "b.csv", [CORONANET, *second])]


@pytest.fixture
def real() -> list[Path]:
    """A real tracker of 2,676 rows, in cp1252."""
    files = [MEASURES / "cccsl_v2_subnational_cp1252.csv.gz"]
    if not all(path.exists() for path in files):
        pytest.skip(f"NOT PROVED on real data: there are no trackers in {MEASURES}")
    return files


@pytest.mark.parametrize("source", ["made_up", "real"])
def test_killed_at_any_moment_and_run_again_it_ends_the_same(
    source: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    files: list[Path] = request.getfixturevalue(source)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    straight, killed = (installation(tmp_path / name) for name in ("straight", "killed"))
    whole = run_import(straight, files)
    assert kill_often(killed, files, random.Random(seed)) >= 2, "it was over before it could be killed"
    last = run_import(killed, files)
    assert state(killed) == state(straight)
    assert unaccounted(last.report) == unaccounted(whole.report) == 0
    assert check_whole_batches(killed) == len(state(straight))
    again = run_import(killed, files).report
    assert (again["new"], again["updated"]) == (0, 0)
    assert state(killed) == state(straight)


def kill_often(server: Installation, files: Sequence[Path], rng: random.Random) -> int:
    """Kill imports soon after their first batch; gives how many of the kills came in the middle."""
    middle = 0
    for _ in range(KILLS):
        before = count(server, "posts_post")
        child = start(server, files)
        while child.poll() is None and count(server, "posts_post") == before:
            time.sleep(0.002)
        time.sleep(rng.random() * 0.3)
        child.kill()
        middle += child.wait() == -signal.SIGKILL
        check_whole_batches(server)
    return middle


def start(server: Installation, files: Sequence[Path]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "intercity.cli.main", "import", *map(str, files), "--space", "drill"]
    return subprocess.Popen(command, env=server.environment, cwd=server.data, stdout=subprocess.DEVNULL)


def check_whole_batches(server: Installation) -> int:
    """Fail where a post has no origin, details or activity, or an activity names a post that is not there."""
    posts = {uid for (uid,) in rows(server, "SELECT uid FROM posts_post")}
    acts = [json.loads(data) for (data,) in rows(server, "SELECT data FROM activity_activity WHERE data LIKE '%uids%'")]
    assert {uid for act in acts for uid in act["uids"]} == posts
    assert count(server, "posts_origin") == count(server, "kind_practice_practice") == len(posts)
    assert rows(server, "PRAGMA integrity_check") == [("ok",)]
    return len(posts)


def installation(data: Path) -> Installation:
    server = Installation(data)
    server.prepare()
    return server


def rows(server: Installation, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(server.data / "intercity.sqlite3", timeout=20)) as database:
        return database.execute(query).fetchall()


def count(server: Installation, table: str) -> int:
    return int(rows(server, f"SELECT count(*) FROM {table}")[0][0])


def state(server: Installation) -> list[tuple[Any, ...]]:
    """Everything that an import decides; not the random names and ids."""
    return rows(server, STATE)


def test_every_real_measure_is_accounted_for_and_twice_changes_nothing(tmp_path: Path) -> None:
    files = sorted(MEASURES.glob("*.csv.gz"))
    if not files:
        pytest.skip(f"NOT PROVED: there are no trackers in {MEASURES}")
    server = installation(tmp_path / "data")
    first = run_import(server, files).report
    assert first["read"] == 9_411
    assert unaccounted(first) == 0
    assert first["new"] == check_whole_batches(server)
    before = state(server)
    again = run_import(server, files).report
    assert (again["new"], again["updated"], again["rejected"]) == (0, 0, first["rejected"])
    assert unaccounted(again) == 0
    assert state(server) == before
