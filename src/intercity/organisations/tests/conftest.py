"""Fixtures of this room's tests."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from intercity.organisations.post_office import wait_until_sent


@pytest.fixture(autouse=True)
def _no_old_rate_limits(db: None) -> None:
    cache.clear()


class Post:
    """The mails that left, once the post office is through."""

    def all(self) -> list[EmailMessage]:
        wait_until_sent()
        return mail.outbox

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.all() if message.to == [address]]

    def code(self, address: str) -> str:
        """The code in the newest mail to `address`."""
        found = re.search(r"^    ([A-Z-]{8,})$", self.to(address)[-1].body, re.M)
        assert found
        return found[1]


@pytest.fixture
def post(mailoutbox: list[EmailMessage]) -> Post:
    """Nothing has left yet."""
    return Post()


@pytest.fixture
def browser(db: None) -> Client:
    """Somebody who is not signed in."""
    return Client()
