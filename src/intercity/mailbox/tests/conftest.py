"""An installation that hears mail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from intercity.mailbox.tests.helpers import AUTHSERV
from intercity.posts.models import Post
from intercity.spaces.models import Space, labels
from tests.personas import Persona, make_post


@pytest.fixture(autouse=True)
def _mail_in(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN = "in.network.example"
    settings.MAIL_IN_AUTHSERV = AUTHSERV


@pytest.fixture
def all_usable() -> Iterator[None]:
    """Every label can be chosen."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(labels, "USABLE", tuple(labels.Label))
        labels.usable_within.cache_clear()
        yield
    labels.usable_within.cache_clear()


@pytest.fixture
def post(officer_elsewhere: Persona, space: Space) -> Post:
    """A question of Torino."""
    return make_post(officer_elsewhere, space, kind="question", title="Cool rooms")
