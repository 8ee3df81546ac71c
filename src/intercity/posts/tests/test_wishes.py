"""Ask an organisation whether more people may read its words, and answer for it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from intercity.posts import actions
from intercity.posts.content import Entry, PostContent
from intercity.posts.models import LabelWish, Post, WishSort
from intercity.posts.versions import text_of
from intercity.posts.wishes import waiting_for
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

WHY = "The region needs it"


def fresh(post: Post) -> Post:
    return Post.objects.get(pk=post.pk)


def ask(coordinator: Persona, post: Post, label: str = Label.CLEAR) -> LabelWish:
    return actions.ask_wider(coordinator.viewer, post, label, WHY)


def open_for(persona: Persona) -> set[int]:
    return {one.wish.post_id for one in waiting_for(persona.viewer)}


def test_a_coordinator_asks_and_its_organisation_answers_on_the_page(
    officer: Persona, colleague: Persona, coordinator: Persona, stranger: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Cool rooms", label=Label.GREEN)
    assert f"/posts/{post.uid}/wider" in coordinator.client.get(f"/posts/{post.uid}/").content.decode()
    address = f"/posts/{post.uid}/wider"
    assert coordinator.client.post(address, {"label": "clear", "why": " "}).status_code == 422
    assert coordinator.client.post(address, {"label": "amber", "why": WHY}).status_code == 422
    assert coordinator.client.post(address, {"label": "clear", "why": WHY}).status_code == 302
    wish = post.wishes.get()
    assert fresh(post).label == Label.GREEN
    for page in (f"/posts/{post.uid}/", "/me/to-confirm", address):
        assert WHY in colleague.client.get(page).content.decode(), page
    # Whoever asks cannot answer, and nothing answers by being opened.
    assert coordinator.client.post(address, {"answer": "yes", "wish": wish.uid}).status_code == 403
    assert fresh(post).label == Label.GREEN
    assert colleague.client.post(address, {"answer": "yes", "wish": wish.uid}).status_code == 302
    assert stranger.client.get(f"/posts/{post.uid}/").status_code == 200
    assert colleague.client.post(address, {"answer": "no", "wish": wish.uid}).status_code == 422
    assert fresh(post).label == Label.CLEAR


def test_who_may_not_ask_and_who_may_not_answer(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, reader: Persona, space: Space
) -> None:
    post = make_post(officer_elsewhere, space, label=Label.GREEN)
    with pytest.raises(PermissionDenied):
        ask(officer, post)
    wish = ask(coordinator, post)
    for persona in (officer, reader, coordinator):
        with pytest.raises(PermissionDenied):
            actions.answer_wish(persona.viewer, wish, agreed=True)
    with pytest.raises(ValidationError):
        ask(coordinator, post)
    actions.answer_wish(officer_elsewhere.viewer, wish, agreed=False)
    with pytest.raises(ValidationError):
        ask(coordinator, post)
    assert fresh(post).label == Label.GREEN


def test_a_yes_holds_only_for_the_words_and_the_space_that_were_asked_about(
    officer: Persona, coordinator: Persona, space: Space
) -> None:
    edited, closed = (make_post(officer, space, title=title, label=Label.GREEN) for title in ("one", "two"))
    first, second = ask(coordinator, edited), ask(coordinator, closed)
    actions.edit(officer.viewer, edited, PostContent(title="other words", body="x", label=Label.GREEN))
    Space.objects.filter(pk=space.pk).update(widest_label=Label.GREEN)
    for wish in (first, second):
        with pytest.raises(ValidationError):
            actions.answer_wish(officer.viewer, wish, agreed=True)
    assert {fresh(one).label for one in (edited, closed)} == {Label.GREEN}


def test_who_speaks_for_the_organisation_but_cannot_read_it_learns_nothing(
    officer: Persona, colleague: Persona, space: Space
) -> None:
    assert officer.organisation is not None
    few = PostContent(title="For few", body="x", label=Label.RED, named=[Entry(officer.organisation, officer.person)])
    post = actions.publish(officer.viewer, space, "update", few)
    LabelWish.objects.create(post=post, sort=WishSort.CONSENT, label=Label.GREEN, text=text_of(post), why=WHY)
    assert (open_for(officer), open_for(colleague)) == ({post.pk}, set())
    for page in ("/me/to-confirm", f"/posts/{post.uid}/wider"):
        assert WHY in officer.client.get(page).content.decode()
        assert WHY not in colleague.client.get(page).content.decode()


def test_each_organisation_decides_about_its_own_answers(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    gent = make_persona("gent", make_organisation("City of Gent", country="BE"))
    for persona in (officer, officer_elsewhere, gent):
        assert persona.organisation is not None
        do_join(space, persona.organisation)
    post = make_post(officer, space, label=Label.GREEN)
    theirs = make_post(officer_elsewhere, space, kind="comment", title="", body="ours is closed", parent=post)
    narrow = actions.comment(gent.viewer, post, PostContent(body="between us"), label=Label.AMBER)
    page = officer.client.get(f"/posts/{post.uid}/label").content.decode()
    assert 'name="others" value="1" checked' in page
    officer.client.post(f"/posts/{post.uid}/label", {"label": "clear", "others": "1"})
    assert (open_for(officer_elsewhere), open_for(gent)) == ({theirs.pk}, {narrow.pk})
    actions.answer_wish(officer_elsewhere.viewer, theirs.wishes.get(), agreed=True)
    actions.answer_wish(gent.viewer, narrow.wishes.get(), agreed=False)
    assert (fresh(theirs).label, fresh(narrow).label) == (Label.CLEAR, Label.AMBER)
    # A no is a no: nobody is asked the same each time the owner presses.
    actions.ask_others(officer.viewer, fresh(post))
    assert not LabelWish.objects.still_open().exists()
    assert set(LabelWish.objects.values_list("sort", flat=True)) == {WishSort.CONSENT}
