"""`intercity import` as an operator runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercity.cli.main import main
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from intercity.transfer.reading.tests.files import CORONANET, coronanet_row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return Space.objects.create(slug="covid", name="COVID", default_label=Label.GREEN)


def file(tmp_path: Path, *rows: dict[str, str]) -> Path:
    return write(tmp_path / "a.csv", [CORONANET, *(coronanet_row(**row) for row in rows)])


def test_command_reports_and_writes_the_rejected_rows(
    space: Space, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = file(tmp_path, {}, {"description": "", "policy_id": "7"})
    assert main(["import", str(path), "--space", "covid"]) == 0
    assert "1  new" in capsys.readouterr().out
    assert "no text that says" in (tmp_path / "rejected.csv").read_text(encoding="utf-8")
    assert Post.objects.get().label == Label.GREEN


def test_command_writes_nothing_when_any_file_is_bad(
    space: Space, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = file(tmp_path, {}), tmp_path / "bad.csv"
    bad.write_bytes(good.read_bytes() + b'x,"broken"quote\r\n')
    assert main(["import", str(good), str(bad), "--space", "covid"]) == 2
    assert "Row 3" in capsys.readouterr().err
    assert not Post.objects.exists()


def test_command_says_which_spaces_there_are(space: Space, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file(tmp_path, {})), "--space", "nowhere"]) == 2
    assert "covid" in capsys.readouterr().err


def test_suggested_mapping_is_written_and_used(space: Space, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        ["town", "what was done"],
        *([f"Town {n}", f"They opened {n} halls at night for everybody."] for n in range(5)),
    ]
    path = write(tmp_path / "mine.csv", rows)
    assert main(["import", "--suggest", str(path)]) == 0
    assert main(["import", str(path), "--mapping", "mine.mapping.toml", "--space", "covid"]) == 0
    assert Post.objects.count() == 5
    assert main(["import", "--suggest", str(path)]) == 2, "a reviewed file is not overwritten"
