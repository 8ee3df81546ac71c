"""`intercity import` as an operator runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercity.cli.main import main
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, Topic
from intercity.spaces.models.space import SpaceState
from intercity.transfer.reading.tests.files import CORONANET, coronanet_row, write
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

NATIONAL = {"init_country_level": "National"}


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


def test_an_archived_space_takes_no_import(space: Space, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Space.objects.update(state=SpaceState.ARCHIVED)
    assert main(["import", str(file(tmp_path, {})), "--space", "covid"]) == 2
    assert "archived" in capsys.readouterr().err
    assert not Post.objects.exists()


def test_a_label_that_the_space_forbids_is_refused(
    space: Space, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Space.objects.update(widest_label=Label.GREEN)
    assert main(["import", str(file(tmp_path, {})), "--space", "covid", "--label", "clear"]) == 2
    assert "--label: green" in capsys.readouterr().err
    assert not Post.objects.exists()


def test_a_city_claims_and_corrects_an_imported_post_and_its_word_stands(space: Space, tmp_path: Path) -> None:
    Topic.objects.get_or_create(slug="health")
    main(["import", str(file(tmp_path, NATIONAL)), "--space", "covid", "--label", "clear"])
    post = Post.objects.select_related("organisation").get()
    spain = make_persona("officer", post.organisation)
    assert spain.client.post(f"/posts/{post.uid}/edit").status_code == 403, "not theirs yet"
    edit = spain.client.post(f"/posts/{post.uid}/claim")["Location"]
    assert spain.client.get(edit).status_code == 200
    words = {"title": "What we really did", "body": "This.", "topics": ["health"], "label": "clear", "language": "en"}
    assert spain.client.post(edit, {**words, "status": "ended"}).status_code == 302
    newer = {**NATIONAL, "description": "The tracker knows better.", "date_updated": "2022-01-01"}
    assert main(["import", str(file(tmp_path, newer)), "--space", "covid"]) == 0
    assert Post.objects.get().title == "What we really did"


def test_nothing_is_claimed_in_an_archived_space(space: Space, tmp_path: Path) -> None:
    main(["import", str(file(tmp_path, NATIONAL)), "--space", "covid", "--label", "clear"])
    post = Post.objects.select_related("organisation").get()
    Space.objects.update(state=SpaceState.ARCHIVED)
    officer = make_persona("officer", post.organisation)
    assert officer.client.post(f"/posts/{post.uid}/claim").status_code == 403
    assert "/claim" not in officer.client.get(f"/posts/{post.uid}/").content.decode()


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
