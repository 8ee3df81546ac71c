"""Opens the address, and keeps web processes and one worker running behind it. Knows no tables."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from typing import NoReturn

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation import gettext as _

from intercity.cli.child import become
from intercity.cli.supervisor import Child, stand_back
from intercity.core.quick import settle_down
from intercity.search.words.thesaurus import languages as thesaurus_languages

BACKLOG = 2048
# What a client may leave unread or unacknowledged before the kernel gives up on it.
DEAD_CLIENT_MS = 60_000
STDIN = 0
# Mail and the search index can wait some seconds in a flood; whoever writes or reads should not. A tenth is left to it.
WORKER_NICE = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity serve`."""
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default 127.0.0.1)"))
    parser.add_argument(
        "--port",
        type=int,
        default=getattr(settings, "PORT", 8000),
        help=_("port to listen on (default PORT or 8000)"),
    )
    parser.add_argument("--web", type=int, default=1, metavar="N", help=_("number of web processes (default 1)"))
    parser.add_argument("--no-worker", action="store_true", help=_("start no worker beside the web processes"))


def serve(options: argparse.Namespace) -> int:
    """Open the address, start the processes, and become their supervisor until SIGTERM or SIGINT.

    Gives 1 if the address cannot be opened, else nothing any more. Connections of this process are closed first.
    """
    try:
        listening = open_socket(options.host, options.port)
    except OSError as error:
        print(cannot_listen(options.host, options.port, error), file=sys.stderr)
        return 1
    load()
    return become_supervisor(listening, children(listening, options))


def load() -> None:
    """Load once what each of the processes would load: they begin as copies of this one and share its memory.

    A connection to the database must not be shared, so none is left open.
    """
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Yes")
    assert get_resolver().reverse_dict is not None
    if apps.is_installed("intercity.search"):
        thesaurus_languages()
    connections.close_all()
    settle_down()


def become_supervisor(listening: socket.socket, wanted: list[Child]) -> NoReturn:
    """Start the processes, and go on as one that has loaded nothing of Django, which is most of what this one holds."""
    watched, held = os.pipe()
    pids = [fork(child, listening, watched, held) for child in wanted]
    host, port = listening.getsockname()[:2]
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    shown = f"[{near}]" if ":" in near else near
    plan = {
        "listening": listening.fileno(),
        "watched": watched,
        "held": held,
        "children": [
            [child.name, child.module, child.descriptors, child.nice, pid]
            for child, pid in zip(wanted, pids, strict=True)
        ],
        "near": [near, port],
        "welcome": _("Intercity serves on %(url)s") % {"url": f"http://{shown}:{port}/"},
    }
    for descriptor in (listening.fileno(), watched, held):
        os.set_inheritable(descriptor, True)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "intercity.cli.supervisor", json.dumps(plan)])


def fork(child: Child, listening: socket.socket, watched: int, held: int) -> int:
    """Start a child as a copy of this process, which has no other thread; gives its process id."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        part(child, listening, watched, held)
    return pid


def part(child: Child, listening: socket.socket, watched: int, held: int) -> NoReturn:
    """In a new process: let go of what it shall not hold, and be the child."""
    # Its own session: Ctrl-C in the terminal is for the supervisor, which then stops all in order.
    os.setsid()
    if child.nice:
        stand_back(os.getpid(), child.nice)
    os.close(held)
    if listening.fileno() in child.descriptors:
        listening.detach()
    else:
        listening.close()
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), STDIN)
    become(child.name, watched, child.module)


def children(listening: socket.socket, options: argparse.Namespace) -> list[Child]:
    """The processes to keep: N web processes on one socket, a worker unless it runs elsewhere, and mail's way in."""
    descriptor = listening.fileno()
    web = ["intercity.config.front", "--fd", str(descriptor)]
    wanted = [Child(f"web {number}", web, (descriptor,)) for number in range(1, max(1, options.web) + 1)]
    if not options.no_worker:
        wanted.append(Child("worker", ["intercity.cli.main", "worker"], (), WORKER_NICE))
    if settings.MAIL_IN_PORT:
        wanted.append(Child("mail", ["intercity.cli.main", "mail-in"], (), WORKER_NICE))
    return wanted


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket; OSError if the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_CLIENT_MS)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def cannot_listen(host: str, port: int, error: OSError) -> str:
    """What to tell the operator."""
    return _(
        "Cannot listen on %(host)s port %(port)s: %(reason)s. "
        "Stop the other program, or choose another port with --port or PORT."
    ) % {"host": host, "port": port, "reason": error.strerror or error}
