"""Forms without a token: only from our own pages."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FORM = {"language": "fr", "next": "/about"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_the_switch_of_language_works_without_a_token(headers: dict[str, Any]) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/language", FORM, headers=headers)
    assert (response.status_code, response["Location"]) == (302, "/about")
    assert 'lang="fr"' in client.get("/about").content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
    ],
)
def test_not_from_other_sites(headers: dict[str, Any]) -> None:
    response = Client(enforce_csrf_checks=True).post("/language", FORM, headers=headers)
    assert response.status_code == 403
    assert "django_language" not in response.cookies


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "?x", "/" + "x" * 5_000]
)
def test_never_to_another_site(wanted: str) -> None:
    response = Client().post("/language", {"language": "fr", "next": wanted})
    assert (response.status_code, response["Location"]) == (302, "/")
