"""Installations of their own: a data folder and a database each, used through processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection

from intercity.spaces.models import Space
from intercity.transfer.backup import write_backup
from tests.personas import Persona, make_post

ROOT = Path(__file__).resolve().parents[5]
CITY = str(Path(__file__).with_name("city.py"))


@dataclass(frozen=True)
class Installation:
    """One data folder with its database."""

    data: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead to it; the secret is the folder's own."""
        kept = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
        places = {"INTERCITY_DATA": str(self.data), "DATABASE_URL": self.url, "PYTHONPATH": str(ROOT)}
        return {**kept, **places, "DJANGO_SETTINGS_MODULE": "intercity.config.settings"}

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start `python WORDS` on it."""
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run it to its end; gives exit code, output and errors."""
        process = self.start(*words)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output, errors

    def command(self, *words: str) -> tuple[int, str, str]:
        """Run `intercity WORDS`."""
        return self.run("-m", "intercity.cli.main", *words)

    def city(self, *words: str) -> str:
        """Run the helper, which must succeed; gives its output."""
        code, output, errors = self.run(CITY, *words)
        assert code == 0, errors
        return output

    def look(self) -> Any:
        """What is there."""
        return json.loads(self.city("look"))


def create_database() -> str:
    """A new database on the server of the tests; gives its address."""
    name = f"backup_{uuid4().hex[:10]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def drop_database(url: str) -> None:
    """Remove what `create_database` made."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {urlsplit(url).path[1:]} WITH (FORCE)")


@pytest.fixture
def install(tmp_path: Path, transactional_db: None) -> Iterator[Callable[[str], Installation]]:
    """Makes empty installations: of the tests' engine, or `install("sqlite")`."""
    urls: list[str] = []

    def make(engine: str = connection.vendor) -> Installation:
        data = tmp_path / uuid4().hex[:8]
        if engine == "sqlite":
            return Installation(data, f"sqlite:///{data}/intercity.sqlite3")
        urls.append(create_database())
        return Installation(data, urls[-1])

    yield make
    for url in urls:
        drop_database(url)


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    """A folder of uploads for this test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def backup(tmp_path: Path, media: Path, officer: Persona, space: Space) -> Path:
    """A small backup."""
    make_post(officer, space, title="Cool rooms")
    (media / "plan.pdf").write_bytes(b"%PDF" * 500)
    (media / "half-written.part").write_bytes(b"%P")
    path = tmp_path / "intercity.zip"
    write_backup(path)
    return path
