"""What the worker does by the clock."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from intercity.activity.models import Activity
from intercity.pipeline.worker import Worker
from intercity.spaces.models import Space

pytestmark = pytest.mark.django_db


def make_old_file(folder: Path) -> Path:
    """A file that no post took, eight days old."""
    path, at = folder / "forgotten.pdf", (timezone.now() - timedelta(days=8)).timestamp()
    path.write_bytes(b"x")
    os.utime(path, (at, at))
    return path


def test_it_sweeps_forgotten_uploads_at_first_and_then_once_a_day(
    settings: Settings, tmp_path: Path, space: Space
) -> None:
    settings.MEDIA_ROOT = tmp_path
    Activity.objects.update(at=timezone.now() - timedelta(days=30))
    worker, first = Worker(), make_old_file(tmp_path)
    while worker.round():
        pass
    assert not first.exists()
    again = make_old_file(tmp_path)
    worker.round()
    assert again.exists()
