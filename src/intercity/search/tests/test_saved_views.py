"""Saved views: saved from every list, opened, renamed, deleted; nobody else's."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from intercity.search import saved
from intercity.search.models import SavedView
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db
SAVE = "/searches/save"


def keep(persona: Persona, address: str, name: str = "Mine") -> int:
    return persona.client.post(SAVE, {"name": name, "address": address}).status_code


def test_a_view_is_saved_and_stands_in_the_list(officer: Persona, space: Space) -> None:
    address = "/search?q=pool+%26+more&kind=question&page=3&after=x"
    answer = officer.client.post(SAVE, {"name": "Pools", "address": address})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/search?q=pool+%26+more&kind=question")
    page = html.unescape(officer.client.get("/searches/").content.decode())
    assert '<a href="/search?q=pool+%26+more&kind=question">Pools</a>' in page


@pytest.mark.parametrize("path", ["/search", "/spaces/heatwave/", "/spaces/heatwave/table"])
def test_every_list_can_be_saved(path: str, officer: Persona, space: Space) -> None:
    assert keep(officer, f"{path}?country=FR") == 302
    assert SavedView.objects.get().get_absolute_url() == f"{path}?country=FR"


@pytest.mark.parametrize(
    "address",
    ["", "https://example.org/search", "//example.org/search", "/me/", "javascript:alert(1)", "/nowhere", "search",
     "/accounts/logout/", "/\\example.org", "\x00/search", "http://[", "/search?q=" + "x" * 6000],
)  # fmt: skip
def test_only_lists_of_ours_can_be_saved(address: str, officer: Persona) -> None:
    assert keep(officer, address) == 422
    assert not SavedView.objects.exists()


def test_odd_characters_stay_in_the_address(officer: Persona) -> None:
    assert keep(officer, "/search?q=%00%22%3Cb%3E&q=2&empty=", name='<b>"') == 302
    page = officer.client.get("/searches/").content.decode()
    assert "/search?q=%00%22%3Cb%3E&amp;q=2" in page
    assert '<b>"' not in page


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\x00b"])
def test_a_name_is_needed(name: str, officer: Persona) -> None:
    answer = officer.client.post(SAVE, {"name": name, "address": "/search?q=pool"})
    assert answer.status_code == 422
    assert 'value="/search?q=pool"' in answer.content.decode()
    assert not SavedView.objects.exists()


def test_the_same_address_is_kept_once(officer: Persona) -> None:
    keep(officer, "/search?q=pool", "One")
    keep(officer, "/search?q=pool", "Two")
    assert [view.name for view in SavedView.objects.all()] == ["Two"]


def test_nobody_keeps_without_end(officer: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 2)
    assert [keep(officer, f"/search?q={number}") for number in range(3)] == [302, 302, 422]


def test_rename_and_delete(officer: Persona) -> None:
    keep(officer, "/search?q=pool")
    view = SavedView.objects.get()
    for name, stands in (("Pools", "Pools"), ("", "Pools"), ("y" * 121, "Pools")):
        assert officer.client.post(f"/searches/{view.pk}/rename", {"name": name}).status_code == 302
        view.refresh_from_db()
        assert view.name == stands
    assert officer.client.post(f"/searches/{view.pk}/delete").status_code == 302
    assert not SavedView.objects.exists()


def test_nobody_sees_or_changes_anothers(officer: Persona, colleague: Persona, coordinator: Persona) -> None:
    keep(officer, "/search?q=secretword", "Secret name")
    view = SavedView.objects.get()
    for persona in (colleague, coordinator):
        for address in ("/searches/", "/search", "/me/"):
            page = persona.client.get(address).content.decode()
            assert "Secret name" not in page
            assert "secretword" not in page
        assert persona.client.post(f"/searches/{view.pk}/rename", {"name": "Mine"}).status_code == 404
        assert persona.client.post(f"/searches/{view.pk}/delete").status_code == 404
    assert SavedView.objects.get().name == "Secret name"


def test_the_public_is_asked_to_sign_in(officer: Persona) -> None:
    keep(officer, "/search?q=pool")
    view = SavedView.objects.get()
    for path in ("/searches/", SAVE, f"/searches/{view.pk}/rename", f"/searches/{view.pk}/delete"):
        answer = (
            Client().get(path) if path == "/searches/" else Client().post(path, {"name": "x", "address": "/search"})
        )
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"]
    assert SavedView.objects.get().name == "Mine"


def test_the_form_is_on_lists_of_those_who_are_signed_in(officer: Persona, space: Space) -> None:
    for address in ("/spaces/heatwave/?kind=question", "/spaces/heatwave/table"):
        assert SAVE in officer.client.get(address).content.decode()
        assert SAVE not in Client().get(address).content.decode()
