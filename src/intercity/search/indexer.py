"""Keeps this machine's index up to the record: one thread in the worker, elected by a lock.

The page that publishes never pays for indexing, and a worker that dies leaves the lock to the next one. What is in
the index, and how far it has come, is only what was committed there: after any failure the thread opens it again
and goes on from what it says itself.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

from django.db import connection

from intercity.activity.models import Activity
from intercity.activity.tailer import Tailer
from intercity.search import folders
from intercity.search.book import Book, belongs_here, open_book, read
from intercity.search.building import BusyError, StoppedError, rebuild
from intercity.search.schema import BrokenIndexError
from intercity.search.words import SearchText, text_values

logger = logging.getLogger("intercity.search")

# How often the record is looked at, and how long acts are collected after the first: those of one moment share a
# commit.
TAIL_SECONDS = 0.05
COLLECT_SECONDS = 0.005
# While much is written, posts share batches: a batch of one cost 15 ms, one of eighty 31 ms. The rest is nine times
# the work, but bounded: the oldest post that is not found yet must stay well below a second old.
REST = 9.0
SHORTEST_REST, LONGEST_REST = 0.1, 0.25
LOOK_SECONDS = 0.25
ELECTION_SECONDS = 1.0
LONGEST_PAUSE = 30.0
# A reader that cannot read may ask for a new index: at most a twentieth of the time is spent on such wishes.
REBUILD_REST = 20.0
NICENESS = 5
MOST_FAILURES = 3
# The act after which any text may have changed: the index is built anew on every machine.
ERASED = "person.erased"


class Indexer:
    """The thread. `start` it in each worker; one of a machine works, the others wait for its lock."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="indexer", daemon=True)
        self._pause = ELECTION_SECONDS
        self._rebuild_from = float("-inf")
        self._failures = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread after its present commit, waiting up to `timeout` seconds."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        # Pages come first: on Linux a thread has a niceness of its own, and those it starts inherit it.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while not self._stopping.is_set():
            try:
                with folders.lock("writer") as elected:
                    if elected:
                        self._write()
            except StoppedError:
                return
            except Exception as error:
                self._note(error)
                # A full disk, or a database that is away: nothing is lost by beginning again, later and later.
                logger.exception("the search index waits %.0f s and goes on from where it was", self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
            finally:
                connection.close()
            self._stopping.wait(self._pause)

    def _write(self) -> None:
        """Follow the record until stopped, or until another index is the present one."""
        book = self._open()
        arrived: SimpleQueue[list[Activity]] = SimpleQueue()
        tailer = Tailer(arrived.put, start_after=book.state.cursor, rest=TAIL_SECONDS)
        tailer.start()
        # The first words load the thesaurus; no new post shall wait for that.
        text_values(SearchText(title="Warm", body=""))
        try:
            while not self._stopping.is_set() and self._is_current(book.folder):
                self._take(book, arrived)
                self._pause, self._failures = ELECTION_SECONDS, 0
        finally:
            tailer.stop()
            book.close()

    def _take(self, book: Book, arrived: SimpleQueue[list[Activity]]) -> None:
        """Bring one batch in, or some of what waits; rest a while after work."""
        began = time.monotonic()
        rows = collect(arrived, 0.0 if book.state.sweeps else LOOK_SECONDS)
        if rows:
            began = time.monotonic()
            book.take(rows)
            if any(row.verb == ERASED for row in rows) and folders.current() == book.folder:
                # What was taken out of the database stands in old segments still.
                folders.report_broken(book.folder)
        elif not book.sweep():
            return
        self._stopping.wait(rest_after(time.monotonic() - began) if rows else 0.001)

    def _open(self) -> Book:
        """The book of the present index, built anew when it is missing, broken, or of another database."""
        folder = folders.current()
        if folder is None or self._shall_rebuild(folder) or not is_usable(folder):
            self._rebuild()
            folder = folders.current()
        if folder is None:
            raise BrokenIndexError("no index was built")
        return open_book(folder)

    def _rebuild(self) -> None:
        began = time.monotonic()
        try:
            count = rebuild(self._check_stopping)
        except BusyError:
            # Somebody ran `intercity reindex`: theirs will do.
            with folders.lock("build", wait=True):
                return
        seconds = time.monotonic() - began
        self._rebuild_from = time.monotonic() + REBUILD_REST * seconds
        logger.info("the search index was built: %s posts in %.1f s", count, seconds)

    def _note(self, error: Exception) -> None:
        """An index that refuses again and again is built anew."""
        self._failures = self._failures + 1 if isinstance(error, BrokenIndexError) else 0
        folder = folders.current()
        if self._failures >= MOST_FAILURES and folder is not None:
            folders.report_broken(folder)

    def _check_stopping(self, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise StoppedError

    def _is_current(self, folder: Path) -> bool:
        return folders.current() == folder and not self._shall_rebuild(folder)

    def _shall_rebuild(self, folder: Path) -> bool:
        return folders.is_reported(folder) and time.monotonic() > self._rebuild_from


def collect(arrived: SimpleQueue[list[Activity]], patience: float) -> list[Activity]:
    """The acts that arrive within `patience` seconds, with those that come a moment after the first."""
    rows: list[Activity] = []
    try:
        rows += arrived.get(timeout=patience) if patience else arrived.get_nowait()
        time.sleep(COLLECT_SECONDS)
        while True:
            rows += arrived.get_nowait()
    except Empty:
        return rows


def rest_after(seconds: float) -> float:
    """How long to rest after a batch that took so many seconds."""
    return min(max(seconds * REST, SHORTEST_REST), LONGEST_REST)


def is_usable(folder: Path) -> bool:
    """Whether an index can be read and belongs to this database."""
    try:
        _index, state = read(folder)
    except BrokenIndexError as error:
        logger.warning("the search index cannot be read (%s) and is built anew", error)
        return False
    if not belongs_here(state):
        logger.warning("the search index belongs to another database and is built anew")
        return False
    return True


def bring_up() -> None:
    """Bring the index up to the record in this thread, building it where there is none: for tests and benchmarks.

    Waits while another process writes. Raises what the index and the database raise.
    """
    with folders.lock("writer", wait=True):
        folder = folders.current()
        if folder is None or not is_usable(folder):
            rebuild()
            return
        book = open_book(folder)
        try:
            rows = list(Activity.objects.filter(pk__gt=book.state.cursor).order_by("pk"))
            if rows:
                book.take(rows)
            while book.sweep():
                pass
        finally:
            book.close()
