"""Throw away uploads that no post took."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.posts.models import Attachment, Draft

KEPT_FOR = timedelta(days=7)


def sweep_uploads() -> int:
    """Delete uploads that were not published within a week, and files that no row names; gives how many files went.

    What a draft still holds stays. Free to be killed at any line, and to run beside itself.
    """
    before = timezone.now() - KEPT_FOR
    held = {uid for data in Draft.objects.values_list("data", flat=True) for uid in data.get("kept", [])}
    # One DELETE with its condition: what is published in this moment has a post and stays.
    Attachment.objects.filter(post=None, created_at__lt=before).exclude(uid__in=held).delete()
    named = set(Attachment.objects.places())
    swept = [path for path in old_files(before) if path.relative_to(settings.MEDIA_ROOT).as_posix() not in named]
    for path in swept:
        path.unlink(missing_ok=True)
    return len(swept)


def old_files(before: datetime) -> Iterator[Path]:
    """The files of this installation that were written before that time.

    Files older than the database's first act are not its own: somebody may have begun a fresh database beside the
    uploads of another.
    """
    born = Activity.objects.order_by("id").values_list("at", flat=True).first()
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        for path in (Path(folder) / name for name in names):
            written = written_at(path)
            if born and written and born.timestamp() <= written < before.timestamp():
                yield path


def written_at(path: Path) -> float | None:
    """When a file was written; None if it has gone or got its final name meanwhile."""
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return None
