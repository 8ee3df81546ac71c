"""A template that was made in one installation opens a working space in another, empty one: by the real commands."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from tests.migrated import sqlite_file

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.proof


def run(folder: Path, *words: str, code: int = 0) -> str:
    """What the command prints in the installation that lives in `folder`."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "INTERCITY"))}
    environment = {**given, "PYTHONPATH": str(ROOT / "src"), "INTERCITY_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "intercity.cli.main", *words], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def read_outline(folder: Path) -> object:
    """What the only plan there was brought."""
    with closing(sqlite3.connect(folder / "intercity.sqlite3")) as database:
        return json.loads(database.execute("SELECT actions FROM kind_action_outline").fetchone()[0])


@pytest.fixture
def installations(tmp_path: Path) -> tuple[Path, Path]:
    """Two, both empty."""
    folders = tmp_path / "here", tmp_path / "there"
    for folder in folders:
        folder.mkdir()
        copyfile(sqlite_file(), folder / "intercity.sqlite3")
    return folders


def test_it_travels(installations: tuple[Path, Path], tmp_path: Path) -> None:
    here, there = installations
    run(here, "space", "create", "Safe squares", "--template", "partnership")
    file = tmp_path / "template.json"
    run(here, "space", "template", "safe-squares", "--name", "Squares", "--out", str(file))
    assert "Safe squares" not in file.read_text()
    assert "exists" in run(here, "space", "template", "safe-squares", "--name", "Squares", "--out", str(file), code=2)

    data = json.loads(file.read_text())
    assert data["settings"]["pages"] == ["plan", "calendar", "documents", "costs"]
    data["topics"].append({"slug": "kites", "labels": {"en": "Kites"}})
    data["settings"]["two_person"] = True
    action = {"title": "Kites", "aim": "Fly.", "language": "en", "indicators": [], "deliverables": []}
    data["parts"] = {"plan": {"actions": [{**action, "milestones": [{"title": "Built", "days": -1}]}]}}
    file.write_text(json.dumps(data))
    assert "days" in run(there, "space", "create", "Kites", "--template", str(file), code=2)
    data["parts"]["plan"]["actions"][0]["milestones"][0]["days"] = 30
    file.write_text(json.dumps(data))
    refused = run(there, "space", "create", "Kites", "--template", str(file), code=2)
    assert "kites" in refused
    words = ("space", "create", "Kites", "--template", str(file), "--new-topics", "create", "--json")
    assert sorted(json.loads(run(there, *words))["topics"]) == ["kites"]
    again = json.loads(run(there, "space", "template", "kites", "--name", "Squares"))
    assert again["settings"] == data["settings"]
    assert read_outline(there) == data["parts"]["plan"]["actions"]

    data["settings"]["colour"] = "red"
    file.write_text(json.dumps(data))
    assert "colour" in run(there, "space", "create", "Other", "--template", str(file), code=2)
    assert "neither" in run(there, "space", "create", "Other", "--template", "party", code=2)
