"""`python -m intercity.cli.child --name NAME --watch FD MODULE …`: runs a module that ends when its supervisor does."""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

GRACE_SECONDS = 20.0


def watch(descriptor: int) -> None:
    """Wait until the other end of the pipe closes, which even SIGKILL does, then end this process."""
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def become(name: str, watched: int, module: Sequence[str]) -> NoReturn:
    """Be the process that `module` and its arguments name, until it is done or the pipe `watched` closes."""
    with suppress(OSError):
        # What `ps -o comm` and `top` show, where the system is Linux.
        Path("/proc/self/comm").write_text(f"city {name}")
    threading.Thread(target=watch, args=(watched,), name="watch", daemon=True).start()
    sys.argv[1:] = module[1:]
    runpy.run_module(module[0], run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    become(sys.argv[2], int(sys.argv[4]), sys.argv[5:])
