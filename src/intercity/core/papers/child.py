"""`python -m intercity.core.papers.child PATH MIME MOST`: prints the text of one foreign file as JSON.

It limits its own memory and time before it opens the file, and knows nothing of the rest of the system.
"""

from __future__ import annotations

import json
import resource
import sys

from intercity.core.papers.child_office import LockedError, office_text
from intercity.core.papers.child_pdf import pdf_text

MEMORY = 1024**3
SECONDS = 30
ANSWER = 4 * 1024**2


def limit() -> None:
    """Take away what reading a file does not need."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, ANSWER), (resource.RLIMIT_NOFILE, 32),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def read(path: str, mime: str, most: int) -> dict[str, object]:
    """Text, number of pages and problem of a file."""
    if mime == "application/pdf":
        return pdf_text(path, most)
    try:
        text = office_text(path, mime, most + 1)
    except LockedError:
        return {"text": "", "pages": 0, "problem": "encrypted"}
    return {"text": text[:most], "pages": 0, "problem": "cut" if len(text) > most else ""}


def main() -> None:
    """Read the one file."""
    path, mime, most = sys.argv[1:]
    limit()
    json.dump(read(path, mime, int(most)), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
