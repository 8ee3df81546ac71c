"""Long papers are written in a process of their own, with little memory and little time.

What people wrote decides how long a file takes: each cell of a table costs about a millisecond, a letter next to
nothing. A web process must not find out.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
import tempfile
from typing import Final

from intercity.core.papers.formats import FORMATS, check_installed, write
from intercity.core.papers.marked import read
from intercity.core.papers.reading import surroundings
from intercity.core.papers.structure import Draft, Marked, Paper

# Shorter ones are written where they are asked for: a process costs more than they do.
AT_ONCE: Final = 5_000
CPU_SECONDS: Final = 30
# What waits longer than that waits for a busy machine, not for itself.
SECONDS: Final = 60
MEMORY: Final = 1024**3
MOST_BYTES: Final = 64 * 1024**2


class TooLargeError(Exception):
    """This paper takes more time or memory than a file is worth."""


def write_apart(paper: Paper | Draft, ending: str, memory: int = MEMORY) -> bytes:
    """What `formats.write` gives, or raises.

    TooLargeError where it takes too much, subprocess.TimeoutExpired where the machine is too busy.
    """
    if isinstance(paper, Paper):
        return write(paper, ending)
    needs = FORMATS[ending].needs
    if needs:
        check_installed(needs)
    if sum(len(part.text) for part in paper.parts if isinstance(part, Marked)) <= AT_ONCE:
        return write(read(paper), ending)
    with tempfile.TemporaryFile() as out:
        asked = [sys.executable, "-m", "intercity.core.papers.apart", ending, str(memory)]
        ended = subprocess.run(
            asked, input=pickle.dumps(paper), stdout=out, stderr=subprocess.DEVNULL, env=surroundings(), timeout=SECONDS
        )
        if ended.returncode != 0:
            raise TooLargeError
        out.seek(0)
        return out.read()


def main() -> None:
    """Write the paper that comes in; it is our own, from `write_apart`."""
    ending, memory = sys.argv[1:]
    for what, most in (
        (resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MOST_BYTES),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    sys.stdout.buffer.write(write(read(pickle.load(sys.stdin.buffer)), ending))


if __name__ == "__main__":
    main()
