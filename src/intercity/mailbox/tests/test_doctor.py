"""What `intercity doctor` says of mail that comes in."""

from __future__ import annotations

import socket

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from intercity.cli.checks.mail_in import check_mail_in


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
