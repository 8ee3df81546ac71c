"""Keeps child processes running: starts them again with growing pauses, and stops them together.

`python -m intercity.cli.supervisor PLAN` is what `intercity serve` becomes when it has started them. It loads nothing
of Django.
"""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

logger = logging.getLogger("intercity.serve")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
HEALTHY_SECONDS = 60.0
# A worker that stands back may need long on a busy machine to finish what it holds.
GRACE_SECONDS = 20.0


def stand_back(pid: int, nice: int) -> None:
    """Let a process that was just started, and has a session of its own, give way to others."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, nice)
        # Where Linux shares time out among sessions first, niceness counts only within one.
        Path(f"/proc/{pid}/autogroup").write_text(str(nice))


class Process(Protocol):
    """What the supervisor asks of a process that it keeps, as `subprocess.Popen` gives it."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self) -> int: ...
    def send_signal(self, sig: int) -> None: ...


class Forked:
    """A child of this process that was forked before it became the supervisor."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self, options: int = os.WNOHANG) -> int | None:
        """The exit code (negative: by that signal), or None while it runs."""
        if self._code is None:
            found, status = os.waitpid(self.pid, options)
            self._code = os.waitstatus_to_exitcode(status) if found else None
        return self._code

    def wait(self) -> int:
        """The exit code, once it has ended."""
        code = self.poll(options=0)
        assert code is not None
        return code

    def send_signal(self, sig: int) -> None:
        """Send a signal if it runs."""
        if self.poll() is None:
            os.kill(self.pid, sig)


@dataclass
class Child:
    """A process to keep: `module` and its arguments, the descriptors it inherits, and how far it stands back (nice)."""

    name: str
    module: Sequence[str]
    descriptors: tuple[int, ...]
    nice: int = 0
    process: Process | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause: float = FIRST_PAUSE

    def start(self, watched: int, now: float) -> None:
        """Start the process; it ends by itself when the pipe `watched` closes."""
        begin = [sys.executable, "-m", "intercity.cli.child", "--name", self.name, "--watch", str(watched)]
        passed = (watched, *self.descriptors)
        # Its own session: Ctrl-C in the terminal is for the supervisor, which then stops all in order.
        self.process = subprocess.Popen(
            [*begin, *self.module],
            pass_fds=passed,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if self.nice:
            stand_back(self.process.pid, self.nice)
        self.started_at = now

    def check(self, watched: int, now: float) -> None:
        """Start it if it is due; note its end if it has ended, and when to try again."""
        if self.process is None:
            if now >= self.due_at:
                self.start(watched, now)
        elif (code := self.process.poll()) is not None:
            self.note_end(code, now)

    def note_end(self, code: int, now: float) -> None:
        """Plan the next start: soon after a long life, later and later after short ones."""
        self.process = None
        self.pause = FIRST_PAUSE if now - self.started_at >= HEALTHY_SECONDS else self.pause
        self.due_at = now + self.pause
        logger.error("%s ended with code %s; starting it again in %.1f s", self.name, code, self.pause)
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def signal(self, number: int) -> None:
        """Send a signal if the process runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


class Supervisor:
    """Runs in the main thread; `listening` is closed when the stop begins.

    `watched` is one end of a pipe whose other end only this process holds: children end when it does.
    """

    def __init__(self, children: list[Child], listening: socket.socket, watched: int) -> None:
        self.children = children
        self._listening = listening
        self._stopping = False
        self._watched = watched
        self._wake, self._woken = os.pipe()

    def run(self) -> int:
        """Keep the children until SIGTERM or SIGINT, then stop them; 0 when all ended in time, else 1."""
        self._listen_to_signals()
        while not self._stopping:
            now = time.monotonic()
            for child in self.children:
                child.check(self._watched, now)
            self._sleep(self._next_due(now))
        return self._stop()

    def _next_due(self, now: float) -> float:
        waits = [child.due_at - now for child in self.children if child.process is None]
        return max(0.0, min(waits, default=5.0))

    def _listen_to_signals(self) -> None:
        for end in (self._wake, self._woken):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self._stopping = True

    def _sleep(self, seconds: float) -> None:
        # Every signal writes to the wake pipe, so the end of a child is seen at once.
        select.select([self._wake], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._wake, 512)

    def _stop(self) -> int:
        self._listening.close()
        for child in self.children:
            child.signal(signal.SIGTERM)
        clean = self._wait_until(self._all_ended, time.monotonic() + GRACE_SECONDS)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        return 0 if clean else 1

    def _all_ended(self) -> bool:
        return all(child.process is None or child.process.poll() is not None for child in self.children)

    def _wait_until(self, done: Callable[[], bool], until: float) -> bool:
        while not done() and time.monotonic() < until:
            self._sleep(0.1)
        return done()


def announce(near: tuple[str, int], welcome: str) -> None:
    """Print the welcome as soon as a web process answers there."""
    while not answers(near):
        time.sleep(0.1)
    print(welcome, flush=True)


def answers(near: tuple[str, int]) -> bool:
    """Whether a web process is up: it answers /healthz, if only to say that this host name is not its own."""
    try:
        with socket.create_connection(near, timeout=5) as line:
            line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            status = line.makefile("rb").readline().split()[1:2]
    except OSError:
        return False
    return bool(status) and status[0] < b"500"


def main() -> int:
    """Supervise by the plan that `intercity.cli.serving` has made: the open address, the children, and the welcome."""
    logging.basicConfig(format="{asctime} {levelname} {name}: {message}", style="{", level=logging.INFO)
    plan = json.loads(sys.argv[1])
    # Only the children that name a descriptor get it.
    for descriptor in (plan["listening"], plan["watched"], plan["held"]):
        os.set_inheritable(descriptor, False)
    near, welcome = (plan["near"][0], plan["near"][1]), plan["welcome"]
    threading.Thread(target=announce, args=(near, welcome), daemon=True).start()
    now = time.monotonic()
    running = [
        Child(name, module, tuple(descriptors), nice, Forked(pid), started_at=now)
        for name, module, descriptors, nice, pid in plan["children"]
    ]
    return Supervisor(running, socket.socket(fileno=plan["listening"]), plan["watched"]).run()


if __name__ == "__main__":
    sys.exit(main())
