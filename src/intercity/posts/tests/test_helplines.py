"""Helplines and the quick way out, on public pages about violence at home."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from intercity.core.uids import new_uid
from intercity.places.names import country_name
from intercity.posts.actions import publish
from intercity.posts.content import PostContent
from intercity.posts.tests.veiled import make_alike
from intercity.spaces.helplines import all_helplines
from intercity.spaces.models import Label, Space, Topic
from intercity.spaces.terms import do_save_terms
from tests.personas import Persona, make_post


@pytest.fixture
def violence(space: Space) -> Topic:
    topic = Topic(slug="violence", labels={"en": "Violence"}, helplines=True)
    do_save_terms([topic])
    return topic


def test_every_helpline_names_where_it_was_read_and_can_be_called() -> None:
    assert len({line.country for line in all_helplines()}) >= 12
    for line in all_helplines():
        assert re.fullmatch(r"\d[\d ]{1,14}", line.number), line
        assert line.sources
        assert all(source.startswith("https://") for source in line.sources), line
        assert country_name(line.country, "en") != line.country, line


def test_it_stands_on_public_pages_of_such_a_topic_and_nowhere_else(
    officer: Persona, space: Space, topic: Topic, violence: Topic, settings: Settings
) -> None:
    settings.INTERCITY_QUICK_EXIT = "https://weather.invalid/"
    assert officer.organisation is not None
    officer.organisation.country = "IT"
    officer.organisation.save()
    posts = {label: make_post(officer, space, title="Flats", label=label) for label in (Label.CLEAR, Label.GREEN)}
    for post in posts.values():
        post.topics.add(violence)
    other = make_post(officer, space, title="Houses", label=Label.CLEAR)
    other.topics.add(topic)
    page = Client().get(f"/posts/{posts[Label.CLEAR].uid}/").content.decode()
    assert re.search(r'<a [^>]*href="https://weather\.invalid/" rel="noreferrer" data-leave>', page)
    # The country of the post first, the others folded away.
    assert page.index("tel:1522") < page.index("<details", page.index("helplines")) < page.index("tel:3919")
    assert page.count("tel:1522") == 1
    for part in ("", "table", "map"):
        address = f"/spaces/{space.slug}/{part}"
        assert 'class="helplines"' in Client().get(f"{address}?topic=violence").content.decode()
        assert 'class="helplines"' not in Client().get(address).content.decode()
    for client, post in ((Client(), other), (officer.client, posts[Label.GREEN])):
        assert 'class="helplines"' not in client.get(f"/posts/{post.uid}/").content.decode()
    # Taken off by a coordinator, it is gone from kept pages too.
    violence.helplines = False
    do_save_terms([violence])
    assert 'class="helplines"' not in Client().get(f"/posts/{posts[Label.CLEAR].uid}/").content.decode()
    assert 'class="helplines"' not in Client().get(f"/spaces/{space.slug}/?topic=violence").content.decode()


def test_a_post_without_the_name_tells_no_country(space: Space, violence: Topic) -> None:
    author = make_alike(space, 5)[0]
    content = PostContent(uid=new_uid(), title="Flats", body="Small.", label=Label.CLEAR, topics=[violence])
    post = publish(author.viewer, space, "update", content, unnamed=True)
    page = Client().get(f"/posts/{post.uid}/").content.decode()
    assert "To talk about" not in page
    assert page.index("<details", page.index("helplines")) < page.index("tel:1522")
