"""Where nobody may be identifiable, one page stands between writing and publishing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from intercity.core.uids import new_uid
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Draft, Post, Revision
from intercity.posts.versions import text_of
from intercity.spaces.models import Space, SpaceMember, Topic
from intercity.spaces.terms import do_save_terms
from tests.personas import Persona, make_post

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
MARKED = re.compile(r'<mark>([^<]*)<span class="hidden" lang="en"> \(([^)]*)\)')
TEXT = "Frau Yıldız, Gartenstraße 12, came with <b>Officer Persona</b>."


@pytest.fixture
def danger(space: Space) -> Topic:
    parent = Topic(slug="danger", labels={"en": "Danger"}, is_sensitive=True)
    do_save_terms([parent])
    topic = Topic(slug="at-home", labels={"en": "At home"}, parent=parent)
    do_save_terms([topic])
    return topic


def filled(**fields: Any) -> dict[str, Any]:
    return {
        "uid": new_uid(), "title": "Safe flats", "body": TEXT, "topics": ["at-home"], "label": "green",
        "language": "en", "contact": "Parks, +33 1 23 45 67 89", **fields,
    }  # fmt: skip


def sent_again(page: str) -> dict[str, Any]:
    """The fields of the page between, as a browser without JavaScript sends them."""
    fields: dict[str, Any] = {}
    for name, value in HIDDEN.findall(page):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def digest(page: str) -> str:
    found = re.search(r'name="looked_at" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_new_post_is_asked_about_once_for_exactly_its_text(officer: Persona, space: Space, danger: Topic) -> None:
    assert officer.organisation is not None
    SpaceMember.objects.create(space=space, organisation=officer.organisation)
    officer.person.name = "Officer Persona"
    officer.person.save()
    address, browser = f"/spaces/{space.slug}/post/practice", officer.client
    page = browser.post(address, filled()).content.decode()
    assert not Post.objects.exists()
    # What is found is marked, also the name of a colleague; whom to call is there to be called; nothing is markup.
    assert MARKED.findall(page) == [
        ("Frau Yıldız", "name"), ("Gartenstraße 12", "address"), ("Officer Persona", "name"),
    ]  # fmt: skip
    assert "<b>" not in page
    carried = sent_again(page)
    back = browser.post(address, {**carried, "change": "1"})
    assert back.status_code == 200
    assert re.search(r"<textarea[^>]* autofocus", back.content.decode())
    assert "Gartenstraße 12" in back.content.decode()
    assert not Post.objects.exists()
    # Pressed for another text, it does not count for this one.
    other = {**carried, "title": "Changed", "looked_at": digest(page)}
    assert digest(browser.post(address, other).content.decode()) != digest(page)
    assert not Post.objects.exists()
    assert browser.post(address, {**carried, "looked_at": digest(page)}).status_code == 302
    post = Post.objects.get()
    assert (post.body, post.contact, list(post.topics.all())) == (TEXT, "Parks, +33 1 23 45 67 89", [danger])
    assert not Draft.objects.exists()
    # An edit and a comment under it are asked about too, a comment for the topic of its thread.
    edit = {**filled(uid=post.uid, title="Safer flats"), "topics": ["at-home"]}
    assert 'name="looked_at"' in browser.post(f"/posts/{post.uid}/edit", edit).content.decode()
    assert Revision.objects.filter(post=post).count() <= 1
    comment = {"uid": new_uid(), "body": "Ask Herr Meier.", "language": "en"}
    page = browser.post(f"/posts/{post.uid}/comment", comment).content.decode()
    assert MARKED.findall(page) == [("Herr Meier", "name")]
    back = browser.post(f"/posts/{post.uid}/comment", {**sent_again(page), "change": "1"})
    assert (back.status_code, "Ask Herr Meier." in back.content.decode()) == (200, True)
    assert not Post.objects.filter(root=post).exists()
    browser.post(f"/posts/{post.uid}/comment", {**sent_again(page), "looked_at": digest(page)})
    assert Post.objects.get(root=post).body == "Ask Herr Meier."


def test_other_topics_are_published_at_once(officer: Persona, space: Space, topic: Topic, danger: Topic) -> None:
    officer.client.post(f"/spaces/{space.slug}/post/practice", filled(topics=[topic.slug]))
    post = Post.objects.get()
    officer.client.post(f"/posts/{post.uid}/comment", {"uid": new_uid(), "body": TEXT, "language": "en"})
    assert Post.objects.filter(root=post).count() == 1


def test_names_of_those_one_may_not_see_are_not_pointed_at(
    officer: Persona, officer_elsewhere: Persona, space: Space, danger: Topic
) -> None:
    """A mark on a name would say that such a person is in the network."""
    officer_elsewhere.person.name = "Zdenka Hávlova"
    officer_elsewhere.person.save()
    assert officer_elsewhere.organisation is not None
    text = "Zdenka Hávlova was there."
    address = f"/spaces/{space.slug}/post/practice"
    assert MARKED.findall(officer.client.post(address, filled(body=text)).content.decode()) == []
    SpaceMember.objects.create(space=space, organisation=officer_elsewhere.organisation)
    page = officer.client.post(address, filled(body=text)).content.decode()
    assert MARKED.findall(page) == [("Zdenka Hávlova", "name")]


def test_what_somebody_else_changed_meanwhile_is_not_lost_behind_the_page(
    officer: Persona, lead: Persona, space: Space, danger: Topic
) -> None:
    post = make_post(officer, space, kind="practice", title="Safe flats", topics=[danger])
    address, browser = f"/posts/{post.uid}/edit", officer.client
    edit = {**filled(uid=post.uid), "read": text_of(post)}
    page = browser.post(address, edit).content.decode()
    actions.edit(lead.viewer, Post.objects.get(pk=post.pk), PostContent(title="By the lead", label="green"))
    sent = {**sent_again(page), "looked_at": digest(page)}
    refused = browser.post(address, sent)
    assert (refused.status_code, "It was changed while you wrote." in refused.content.decode()) == (422, True)
    assert Post.objects.get(pk=post.pk).title == "By the lead"
    # Whoever sends it to the end, told, replaces it.
    assert browser.post(address, {**sent, "read": text_of(post)}).status_code == 302
    assert Post.objects.get(pk=post.pk).title == "Safe flats"
