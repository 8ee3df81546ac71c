"""An installation that hears mail."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from intercity.mailbox.tests.helpers import AUTHSERV
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


@pytest.fixture(autouse=True)
def _mail_in(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN = "in.network.example"
    settings.MAIL_IN_AUTHSERV = AUTHSERV


@pytest.fixture
def post(officer_elsewhere: Persona, space: Space) -> Post:
    """A question of Torino."""
    return make_post(officer_elsewhere, space, kind="question", title="Cool rooms")
