"""Mail that comes in: what `serve` starts for it and what `doctor` says of it."""

from __future__ import annotations

import socket
from argparse import Namespace

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from intercity.cli.checks.mail_in import check_mail_in, check_walls
from intercity.cli.serving import children


@pytest.fixture(autouse=True)
def _set_up(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN, settings.MAIL_IN_AUTHSERV = "in.network.example", "mx.network.example"


def statuses() -> list[str]:
    return [finding.status for finding in check_mail_in()]


@pytest.mark.parametrize(
    ("domain", "port", "secret", "expected"),
    [("", 0, "", "warning"), ("", 2525, "", "problem"), ("", 0, "x", "problem"), ("in.example", 0, "", "problem")],
)
def test_what_is_half_set_up_is_said(domain: str, port: int, secret: str, expected: str, settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN, settings.MAIL_IN_PORT, settings.MAIL_IN_SECRET = domain, port, secret
    assert statuses()[0] == expected


def test_a_receiver_that_is_away_is_a_problem(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.MAIL_IN_PORT = taken.getsockname()[1]
        assert statuses() == ["problem", "ok"]
    server = Controller(object(), hostname="127.0.0.1", port=settings.MAIL_IN_PORT)
    server.start()
    settings.MAIL_IN_AUTHSERV = ""
    assert statuses() == ["ok", "warning"]
    server.stop()


@pytest.mark.parametrize(
    ("host", "warned"), [("127.0.0.1", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("mx", True)]
)
def test_a_port_that_others_reach_is_said(host: str, warned: bool, settings: Settings) -> None:
    settings.MAIL_IN_HOST, settings.MAIL_IN_PORT = host, 2525
    assert bool(check_walls()) == warned


@pytest.mark.parametrize("port", [0, 2525])
def test_serve_keeps_a_receiver_where_a_port_is_set(port: int, settings: Settings) -> None:
    settings.MAIL_IN_PORT = port
    with socket.socket() as listening:
        names = [child.name for child in children(listening, Namespace(web=1, no_worker=False))]
    assert ("mail" in names) == bool(port)
