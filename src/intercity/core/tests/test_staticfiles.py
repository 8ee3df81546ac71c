"""Style sheets are written by component and served whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from intercity.core.staticfiles import HashedStorage


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """A folder with two components, collected twice."""
    source = tmp_path / "source" / "css"
    source.mkdir(parents=True)
    (source / "all.css").write_text('@import url("a.css");\nbody { margin: 0 }\n')
    (source / "a.css").write_text('@import url("b.css");\n.a { background: url("dot.svg") }\n')
    (source / "b.css").write_text(".b { color: red }\n")
    (source / "dot.svg").write_text("<svg/>")
    with override_settings(STATICFILES_DIRS=[source.parent], STATIC_ROOT=tmp_path / "static", STATIC_URL="/static/"):
        for _ in range(2):
            call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "static"


def test_what_is_served_imports_nothing_that_was_collected(collected: Path) -> None:
    storage = HashedStorage(location=collected, base_url="/static/")
    text = (collected / storage.stored_name("css/all.css")).read_text()
    assert text.index(".b {") < text.index(".a {") < text.index("body {")
    assert "a.css" not in text
    assert "b.css" not in text
    assert storage.stored_name("css/dot.svg").rpartition("/")[2] in text


def test_components_are_still_there_and_compressed(collected: Path) -> None:
    storage = HashedStorage(location=collected, base_url="/static/")
    assert (collected / storage.stored_name("css/a.css")).exists()
    assert list(collected.glob("css/all.*.css"))


def test_every_import_of_ours_is_joined(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    storage = HashedStorage(location=tmp_path, base_url="/static/")
    path = tmp_path / storage.stored_name("css/intercity.css")
    assert "@import" not in path.read_text()
    assert path.with_name(path.name + ".br").stat().st_size < 16_000
    assert path.with_name(path.name + ".gz").exists()
