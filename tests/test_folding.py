"""Folded templates say what Django's own loader would have them say, on every page and in every language."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.translation import override

from intercity.activity.kept import forget_everything
from intercity.core.folding import Loader
from intercity.posts.models import State
from tests.leaks.channels import addresses
from tests.leaks.world import World

PLAIN = deepcopy(settings.TEMPLATES)
PLAIN[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", settings.TEMPLATE_LOADERS)]
# New on each page: tokens, uids of forms to be sent, the moment.
FRESH = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|name="uid" value="[^"]*"|[?&;]after=\d+|data-key="[^"]*"'
    r'|name="started" value="[^"]*"'
)


def pages(world: World, client: Client, language: str) -> dict[str, str]:
    """Every page, as text without what is new on each."""
    forget_everything()
    found, tried = {}, Counter[str]()
    for address in addresses(world):
        tried[address.name] += 1
        # One page of each sort shows its templates; if none of a public post in any state is there, there is none.
        if address.name not in found and tried[address.name] <= len(State):
            response = client.get(address.path, headers={"Accept-Language": language})
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                found[address.name] = FRESH.sub("", response.content.decode(errors="replace"))
    return found


@pytest.mark.parametrize(
    ("viewer", "language"),
    [
        pytest.param("anonymous", "bg", marks=pytest.mark.proof),
        pytest.param("coordinator", "en", marks=pytest.mark.proof),
        pytest.param("author", "fr", marks=pytest.mark.proof),
    ],
)
def test_every_page_is_the_same(viewer: str, language: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Some pages say until when they count.
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = world.client(viewer)
    folded = pages(world, client, language)
    assert isinstance(engines["django"].engine.template_loaders[0], Loader)
    with override_settings(TEMPLATES=PLAIN):
        plain = pages(world, client, language)
    assert len(folded) > 10
    assert folded.keys() == plain.keys()
    for name, text in folded.items():
        assert text == plain[name], name


def test_each_language_has_its_own(db: None) -> None:
    said = {}
    for language in ("en", "fr", "en"):
        with override(language):
            said[language] = render_to_string("pages/_new_bar.html")
    assert said["en"] != said["fr"]
