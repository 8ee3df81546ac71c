"""`python -m intercity.cli.child --watch FD MODULE …`: runs a module that ends when its supervisor does."""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 20.0


def watch(descriptor: int) -> None:
    """Wait until the other end of the pipe closes, which even SIGKILL does, then end this process."""
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    """Start the watch and become the module named by the arguments."""
    descriptor, module = int(sys.argv[2]), sys.argv[3]
    threading.Thread(target=watch, args=(descriptor,), name="watch", daemon=True).start()
    sys.argv[1:] = sys.argv[4:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
