"""The list of a space's technologies, and several of them side by side."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from intercity.kinds.technology.tests.test_experience import say
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(officer: Persona, space: Space) -> list[Post]:
    return [
        make_post(officer, space, kind="technology", title="Lamps", sort="light", costs="Little", label="clear"),
        make_post(officer, space, kind="technology", title="Masts", sort="video", costs="=2+3", label="green"),
    ]


def query(*posts: Post) -> str:
    return "?" + "&".join(f"post={post.uid}" for post in posts)


def test_the_list_is_narrowed_by_sort_and_by_use(officer: Persona, space: Space, two: list[Post]) -> None:
    say(officer, two[1])
    base = f"/spaces/{space.slug}/technologies"

    def shown(ending: str) -> list[str]:
        page = officer.client.get(base + ending).content.decode()
        return [title for title in ("Lamps", "Masts") if title in page]

    assert shown("") == ["Lamps", "Masts"]
    assert shown("?sort=light") == ["Lamps"]
    assert shown("?used=1") == ["Masts"]
    assert shown("?sort=light&used=1") == []
    assert shown("?sort=nonsense&used=zq") == ["Lamps", "Masts"]


def test_two_stand_side_by_side(officer: Persona, two: list[Post]) -> None:
    page = officer.client.get("/technologies/compare" + query(*two)).content.decode()
    assert page.index("Lamps") < page.index("Masts")
    assert "nobody has said" in page
    assert "Without technology" in page


def test_what_one_may_not_see_is_as_if_absent(two: list[Post]) -> None:
    asked = "/technologies/compare" + query(*two)
    hidden, absent = Client().get(asked), Client().get(asked.replace(two[1].uid, "bcdfghjklmnp"))
    assert (hidden.status_code, absent.status_code) == (422, 422)
    assert hidden.content.decode().replace(two[1].uid, "bcdfghjklmnp") == absent.content.decode()


@pytest.mark.parametrize("ending", ["", "?post=zz", "?post=%00", "?post=" + "b" * 5000, "?post=a&post=a&post=a"])
def test_nothing_to_compare_says_what_to_do(ending: str, officer: Persona) -> None:
    answer = officer.client.get("/technologies/compare" + ending)
    assert answer.status_code == 422
    assert "Choose two to five" in answer.content.decode()
    assert officer.client.get("/technologies/compare.csv" + ending).status_code == 422


def test_the_sixth_is_left_out_and_that_is_said(officer: Persona, space: Space) -> None:
    posts = [make_post(officer, space, kind="technology", title=f"Thing {n}") for n in range(6)]
    page = officer.client.get("/technologies/compare" + query(*posts)).content.decode()
    assert "The first 5 are shown" in page
    assert "Thing 5" not in page


def test_the_file_has_the_same_rows_and_no_formula(officer: Persona, two: list[Post]) -> None:
    answer = officer.client.get("/technologies/compare.csv" + query(*two))
    assert "tlp-green" in answer.headers["Content-Disposition"]
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert rows["Sort"] == ["Lighting", "Cameras"]
    assert rows["Costs"] == ["Little", "'=2+3"]
