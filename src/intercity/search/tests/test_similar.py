"""POST /similar: what others wrote already that is like what somebody is writing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
Index = Callable[[], None]


def ask(client: Client, title: str, **more: object) -> str:
    response = client.post("/similar", {"title": title, **more}, headers={"X-Fragment": "1"})
    assert response.status_code == 200
    return response.content.decode()


def titles(fragment: str) -> list[str]:
    return re.findall(r'<a href="/posts/\w+/"[^>]*>(.*?)</a>', fragment)


def reasons(fragment: str) -> list[str]:
    return re.findall(r"<small>(.*?)</small>", fragment)


def test_the_same_words_find_questions_and_practices(
    index: Index, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    make_post(officer, space, kind="question", title="Winter tents for homeless families", body="")
    make_post(officer, space, kind="practice", title="Tents in the winter", body="We have forty.", status="active")
    make_post(officer, space, kind="update", title="Winter tents arrived", body="")
    make_post(officer, space, kind="question", title="Winter tyres", body="")
    index()
    found = ask(officer_elsewhere.client, "Who has tents for the winter?")
    assert sorted(titles(found)) == ["Tents in the winter", "Winter tents for homeless families"]
    assert all(reason.startswith("Words that match: ") and "ents" in reason for reason in reasons(found))


def test_a_topic_reaches_across_languages(
    index: Index, officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    content = PostContent(title="Къде спят хората", body="Няма легла.", language="bg", topics=[topic])
    assert officer.organisation is not None
    do_publish(space, "question", content, officer.organisation, officer.person)
    index()
    found = ask(officer_elsewhere.client, "Beds for the night", topics=["housing"])
    assert titles(found) == ["Къде спят хората"]
    assert reasons(found) == ["Same topic: Housing. Words that match: легла."]
    assert reasons(ask(officer_elsewhere.client, "Zzz", topics=["housing"])) == ["Same topic: Housing."]
    assert titles(ask(officer_elsewhere.client, "Quite another thing")) == []


def test_only_what_one_may_see_is_like_it(
    index: Index, officer: Persona, partner: Persona, stranger: Persona, space: Space, topic: Topic
) -> None:
    make_post(officer, space, kind="question", title="Harbour closed", body="", topics=[topic], label=Label.GREEN)
    make_post(officer, space, kind="question", title="Harbour open", body="", topics=[topic], label=Label.CLEAR)
    index()
    for persona in (partner, stranger):
        assert titles(ask(persona.client, "Harbour", topics=["housing"])) == ["Harbour open"]
    assert len(titles(ask(officer.client, "Harbour", topics=["housing"]))) == 2
    assert Client().post("/similar", {"title": "Harbour"}).status_code == 302
    assert officer.client.get("/similar").status_code == 405


def test_without_scripts_it_is_a_page(index: Index, officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="practice", title="Night buses", body="", status="active")
    index()
    page = officer.client.post("/similar", {"title": "Night buses"}).content.decode()
    assert "<!doctype html>" in page
    assert titles(page) == ["Night buses"]
    assert "Nothing like it" in officer.client.post("/similar", {"title": "Xylophone"}).content.decode()


@pytest.mark.parametrize("kind", ["question", "practice"])
def test_the_composer_offers_it(kind: str, officer: Persona, space: Space) -> None:
    assert 'data-similar="/similar"' in officer.client.get(f"/spaces/{space.slug}/post/{kind}").content.decode()
    assert "data-similar" not in officer.client.get(f"/spaces/{space.slug}/post/update").content.decode()


def test_nonsense_and_a_missing_index_find_nothing(index: Index, officer: Persona, space: Space) -> None:
    assert titles(ask(officer.client, "Night buses")) == []
    make_post(officer, space, kind="question", title="Night buses")
    index()
    for title, more in (("", {}), ("\0", {"topics": ["\0", "zq", "ж"]}), ("?", {"language": "\0\0", "body": "\0" * 9})):
        assert titles(ask(officer.client, title, **more)) == []


def test_queries_are_few(index: Index, officer: Persona, space: Space, topic: Topic) -> None:
    for number in range(9):
        make_post(officer, space, kind="question", title=f"Night buses {number}", topics=[topic])
    index()
    client = officer.client
    ask(client, "Night buses", topics=["housing"])
    with CaptureQueriesContext(connection) as queries:
        assert len(titles(ask(client, "Night buses", topics=["housing"]))) == 5
    assert len(queries) <= 12
