"""Technologies, from the form to page, card and comparison."""

from __future__ import annotations

import pytest

from intercity.kinds.technology.kind import kind
from intercity.posts.cards import render_card
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db

QUICK = {
    "title": "People counting", "sort": "counting", "body": "To know when a square is full.",
    "alternatives": "Stewards who count.", "label": "green", "language": "en",
}  # fmt: skip


def test_an_officer_writes_four_fields(officer: Persona, space: Space) -> None:
    answer = officer.client.post(f"/spaces/{space.slug}/post/technology", QUICK)
    assert answer.status_code == 302
    row = Post.objects.get().technology
    assert (row.sort, row.alternatives, row.assessed) == ("counting", "Stewards who count.", 0)


@pytest.mark.parametrize("missing", ["alternatives", "body", "sort"])
def test_what_would_do_without_it_is_asked_for(missing: str, officer: Persona, space: Space) -> None:
    answer = officer.client.post(f"/spaces/{space.slug}/post/technology", {**QUICK, missing: " "})
    assert answer.status_code == 422
    assert not Post.objects.exists()


def test_the_page_names_the_questions_that_nobody_answered(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="technology", title="Lamps", necessity="Dark paths.", oversight="An office.")
    page = officer.client.get(post.get_absolute_url()).content.decode()
    assert "2 of 5 questions are answered." in page
    assert "Nobody has answered yet: Proportionality, Groups affected, Safeguards." in page
    assert page.count("Nobody has answered this yet.") == 3


def test_the_full_form_asks_five_questions_under_a_heading(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="technology", title="Lamps")
    page = officer.client.get(f"/posts/{post.uid}/edit").content.decode()
    assert page.index("<h2>Fundamental rights</h2>") < page.index('name="necessity"') < page.index('name="oversight"')


def test_vendors_are_kept_in_the_order_of_the_alphabet(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="technology", title="Lamps")
    typed = {**QUICK, "vendors": "Zeta\r\n  alpha  \r\n\r\nÉtoile\nZETA\x00"}
    assert officer.client.post(f"/posts/{post.uid}/edit", typed).status_code in (302, 422)
    typed["vendors"] = "Zeta\r\n  alpha  \r\n\r\nÉtoile\nZETA"
    officer.client.post(f"/posts/{post.uid}/edit", typed)
    assert Post.objects.get().technology.vendors.split("\n") == ["alpha", "Étoile", "ZETA"]


def test_its_card_says_the_sort_and_how_much_was_assessed(officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="technology", title="Lamps", sort="light", necessity="Dark paths.")
    card = render_card(Post.objects.all().for_cards().get(), "en")
    assert "Lighting" in card
    assert "1 of 5 questions answered" in card
    assert "In use with" not in card


def test_a_post_read_without_its_details_knows_how_many_use_it(officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="technology", title="Lamps")
    assert [fact.term for fact in kind.card_facts(Post.objects.get())] == ["Sort", "Fundamental rights"]


def test_the_stream_is_narrowed_by_sort(officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="technology", title="Lamps", sort="light")
    make_post(officer, space, kind="technology", title="Masts", sort="video")
    page = officer.client.get(f"/spaces/{space.slug}/?technology=light").content.decode()
    assert "Lamps" in page
    assert "Masts" not in page
