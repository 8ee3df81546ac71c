"""/.well-known/security.txt as RFC 9116 wants it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

# RFC 9116 section 4: a name of the registry, a colon, one blank, the value.
LINE = re.compile(r"(Contact|Expires|Canonical|Preferred-Languages): (\S.*)")


@pytest.mark.parametrize(
    ("contact", "written"),
    [
        ("", "mailto:security@cities.example"),
        ("it@city.example", "mailto:it@city.example"),
        ("https://city.example/report", "https://city.example/report"),
        ("tel:+33-1-2345", "tel:+33-1-2345"),
    ],
)
def test_it_is_as_the_standard_wants_it(contact: str, written: str, client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL, settings.SECURITY_CONTACT = "https://cities.example", contact
    settings.DEFAULT_FROM_EMAIL = "Intercity <no-reply@cities.example>"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = [LINE.fullmatch(line) for line in answer.content.decode().splitlines()]
    assert all(lines)
    pairs = [line.groups() for line in lines if line]
    said = dict(pairs)
    assert len(pairs) == len(said) == 4, "each once"
    assert said["Contact"] == written
    assert urlsplit(said["Contact"]).scheme in {"mailto", "https", "tel"}
    assert said["Canonical"] == "https://cities.example/.well-known/security.txt"
    assert timedelta() < datetime.fromisoformat(said["Expires"]) - timezone.now() < timedelta(days=365)
    assert said["Preferred-Languages"].split(", ")[0] == "en"
