"""The text of foreign files: PDF, word processor, spreadsheet, slides, plain text.

Whatever somebody uploads is opened in a process of its own, with little memory, little time and none of our secrets:
a file that breaks the reader breaks nobody else.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final

from intercity.core.papers.cleaning import clean

logger = logging.getLogger("intercity.papers")

PDF: Final = "application/pdf"
OOXML: Final = "application/vnd.openxmlformats-officedocument."
ODF: Final = "application/vnd.oasis.opendocument."
OFFICE: Final = (
    f"{OOXML}wordprocessingml.document", f"{OOXML}spreadsheetml.sheet", f"{OOXML}presentationml.presentation",
    f"{ODF}text", f"{ODF}spreadsheet", f"{ODF}presentation", "text/plain",
)  # fmt: skip
# What the process may take; it also limits itself (`papers.child`).
SECONDS: Final = 40
MOST_CHARACTERS: Final = 500_000
MOST_ANSWER: Final = 4 * MOST_CHARACTERS
# Why a text cannot be searched, or not whole.
ENCRYPTED, DAMAGED, NO_TEXT, CUT = "encrypted", "damaged", "empty", "cut"
PROBLEMS: Final = (ENCRYPTED, DAMAGED, NO_TEXT, CUT)


@dataclass(frozen=True)
class Picture:
    """A small picture as WebP."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class FileText:
    """What a file says, how many pages it has (0: unknown), and what stands in the way ("" or one of `PROBLEMS`)."""

    text: str = ""
    pages: int = 0
    problem: str = ""
    picture: Picture | None = None
    """Its first page, where somebody drew it (`papers.first_page`)."""


def readable() -> list[str]:
    """The types of files whose text can be read here; PDF needs a package of the extra `office`."""
    return [*OFFICE, *([PDF] if find_spec("pypdfium2") else [])]


def text_of_file(path: Path, mime: str, seconds: float = SECONDS) -> FileText:
    """The text of the file at `path`, of a type out of `readable()`. Never fails: what cannot be read is damaged."""
    with tempfile.TemporaryFile() as out:
        code = run_child(["child", str(path), mime, str(MOST_CHARACTERS)], out, seconds)
        if code != 0:
            logger.warning("%s: its text cannot be read (%s)", path.name, code)
            return FileText(problem=DAMAGED)
        out.seek(0)
        return told(out.read(MOST_ANSWER))


def run_child(words: Sequence[str], out: IO[bytes], seconds: float) -> int | None:
    """Run a module of this room with what it is told in a process of its own, its answer into `out`.

    Gives how that ended, None if it was killed.
    """
    asked = [sys.executable, "-m", f"intercity.core.papers.{words[0]}", *words[1:]]
    try:
        ended = subprocess.run(
            asked, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, env=surroundings(), timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return None
    return ended.returncode


def surroundings() -> dict[str, str]:
    """Of the environment only where the code lies: keys and addresses are not for whoever breaks in there."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}


def told(answer: bytes) -> FileText:
    """What the process answered, as far as it can be believed."""
    try:
        found = json.loads(answer)
        text, pages, problem = str(found["text"]), int(found["pages"]), str(found["problem"])
    except (ValueError, KeyError, TypeError):
        return FileText(problem=DAMAGED)
    text = clean(text)[:MOST_CHARACTERS]
    if problem not in ("", *PROBLEMS):
        problem = DAMAGED
    if not problem and not any(char.isalnum() for char in text):
        problem = NO_TEXT
    return FileText(text, min(max(pages, 0), 1_000_000), problem)
