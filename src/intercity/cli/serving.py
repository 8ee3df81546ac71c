"""Opens the address, and keeps web processes and one worker running behind it. Knows no tables."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from typing import NoReturn

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from intercity.cli.supervisor import Child

BACKLOG = 2048
# What a client may leave unread or unacknowledged before the kernel gives up on it.
DEAD_CLIENT_MS = 60_000
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
    """Open the address, and become the supervisor of the processes until SIGTERM or SIGINT.

    Gives 1 if the address cannot be opened, else nothing any more. Connections of this process are closed first.
    """
    connections.close_all()
    try:
        listening = open_socket(options.host, options.port)
    except OSError as error:
        print(cannot_listen(options.host, options.port, error), file=sys.stderr)
        return 1
    return become_supervisor(listening, children(listening, options))


def become_supervisor(listening: socket.socket, wanted: list[Child]) -> NoReturn:
    """Go on as a process that has loaded nothing of Django, which is five sixths of what this one holds (50 MB)."""
    host, port = listening.getsockname()[:2]
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    shown = f"[{near}]" if ":" in near else near
    descriptor = listening.detach()
    os.set_inheritable(descriptor, True)
    plan = {
        "listening": descriptor,
        "children": [[child.name, child.module, child.descriptors, child.nice] for child in wanted],
        "near": [near, port],
        "welcome": _("Intercity serves on %(url)s") % {"url": f"http://{shown}:{port}/"},
    }
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "intercity.cli.supervisor", json.dumps(plan)])


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
