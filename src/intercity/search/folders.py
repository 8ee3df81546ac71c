"""Where the index lies: `INTERCITY_DATA/search/`, one folder for each build, and a file that names the present one.

`current` holds the name of the present folder. It is replaced in one step when a new build is whole, so a reader
finds the old index or the new one, never a part. Folders that are no longer named are deleted; a process that
still reads one keeps its files open until it lets go of them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from intercity.core.uids import new_uid
from intercity.search.schema import VERSION

Signature = tuple[int, int, int]


def root() -> Path:
    """The folder of this machine's replica."""
    return Path(settings.DATA) / "search"


def current() -> Path | None:
    """The present index's folder; None when there is none, or it was written by another version."""
    try:
        name = (root() / "current").read_text().strip()
    except OSError:
        return None
    return root() / name if name.startswith(f"v{VERSION}-") and "/" not in name else None


def fresh() -> Path:
    """A new, empty folder to build in."""
    folder = root() / f"v{VERSION}-{new_uid()}"
    folder.mkdir(parents=True)
    return folder


def make_current(folder: Path) -> None:
    """Let `folder` be the index from now on."""
    beside = root() / f".current-{os.getpid()}"
    with beside.open("w") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, root() / "current")


def sweep() -> None:
    """Delete builds that are not the present one. Call it only while holding the lock `build`."""
    kept = current()
    for folder in root().glob("v*-*"):
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)


def report_broken(folder: Path) -> None:
    """Ask whoever writes to build anew, because `folder` cannot be read."""
    with suppress(OSError):
        (root() / "broken").write_text(folder.name)


def is_reported(folder: Path) -> bool:
    """Whether a reader found that `folder` cannot be read."""
    with suppress(OSError):
        return (root() / "broken").read_text() == folder.name
    return False


def sign(path: Path) -> Signature | None:
    """What changes when a file is put in this one's place; None without a file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def lock(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock file `name` of this machine; gives whether it was free. The kernel frees it with the process."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
