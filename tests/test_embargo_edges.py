"""What waits for its time, where it meets other things: an open form, a second person, an exercise that ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intercity.organisations.models import Organisation, Role
from intercity.posts import actions
from intercity.posts.actions.removing import remove_posts
from intercity.posts.clock import publish_due
from intercity.posts.content import Entry, PostContent
from intercity.posts.models import Draft, LabelWish, Revision
from intercity.posts.views import editing
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_persona
from tests.test_embargo import HOUR, filled, fresh, put_off, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(nice: Organisation) -> Persona:
    return make_persona("editor", nice, Role.EDITOR)


@pytest.mark.parametrize("meanwhile", ["before", "between"])
def test_words_for_later_are_not_published_at_once_by_a_form_that_comes_late(
    meanwhile: str, officer: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = put_off(officer, space)
    path = reverse("post_edit", args=[post.uid])
    late = filled(title="For tomorrow", later=typed(timezone.now() + 30 * HOUR), label=post.label, stood=post.label)

    def publish(*_args: object) -> bool:
        return bool(publish_due(timezone.now() + 2 * HOUR)) or True

    if meanwhile == "before":
        publish()
        # To look at it is not to be told nothing.
        assert "It does not wait any more" in officer.client.post(path, {**late, "preview": "1"}).content.decode()
    else:
        monkeypatch.setattr(editing, "agrees_on_label", publish)
    answer = officer.client.post(path, late)
    page = answer.content.decode()
    assert (answer.status_code, fresh(post).title, fresh(post).is_published) == (422, "To come", True)
    assert ("It does not wait any more" in page, "For tomorrow" in page, 'name="later"' in page) == (True, True, False)
    assert Draft.objects.get().data["title"] == ["For tomorrow"]
    # The form that is shown now says what it does.
    monkeypatch.undo()
    del late["later"]
    assert officer.client.post(path, late).status_code == 302
    assert fresh(post).title == "For tomorrow"


def test_whoever_takes_it_back_too_late_is_told_that_it_is_published(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = put_off(officer, space)
    publish_due(timezone.now() + 2 * HOUR)
    for name in ("waiting_take_back", "waiting_publish"):
        path = reverse(name, args=[post.uid])
        answer = officer.client.post(path, follow=True)
        assert answer.redirect_chain == [(reverse("post", args=[post.uid]), 302)]
        assert "It does not wait any more" in answer.content.decode()
        assert officer_elsewhere.client.post(path).status_code == 404


@pytest.mark.parametrize(
    ("title", "published_by", "who_may"),
    [
        # Who wrote the words as they stand, and who asks for it, confirm nothing.
        ("Others", "clock", {"officer", "lead"}),
        ("Others", "editor", {"officer", "lead"}),
        ("To come", "editor", {"editor", "lead"}),
    ],
)
def test_whoever_rewrote_what_waited_is_no_second_person(
    title: str, published_by: str, who_may: set[str], officer: Persona, editor: Persona, lead: Persona, space: Space
) -> None:
    Space.objects.update(two_person=True)
    post = put_off(officer, Space.objects.get(), label=Label.CLEAR)
    changed = filled(title=title, later=typed(timezone.now() + 5 * HOUR), stood="clear")
    assert editor.client.post(reverse("post_edit", args=[post.uid]), changed).status_code == 302
    if published_by == "clock":
        publish_due(timezone.now() + 6 * HOUR)
    else:
        editor.client.post(reverse("waiting_publish", args=[post.uid]))
    wish = LabelWish.objects.get()
    assert (fresh(post).label, fresh(post).author) == (Label.GREEN, officer.person)
    page = {
        one.person.name: one.client.get(post.get_absolute_url().replace("me/waiting", "posts") + "/")
        for one in (officer, editor, lead)
    }
    assert {name for name, one in page.items() if 'value="yes"' in one.content.decode()} == who_may
    refused = next(one for one in (officer, editor) if one.person.name not in who_may)
    refused.client.post(reverse("post_wider", args=[post.uid]), {"answer": "yes", "wish": wish.uid})
    assert fresh(post).label == Label.GREEN
    assert list(Revision.objects.values_list("title", "by__name")) == (
        [("Others", "editor")] if title == "Others" else []
    )


def test_whoever_was_named_in_an_exercise_never_hears_of_it(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    assert officer_elsewhere.organisation is not None
    put_off(officer, space, label=Label.RED, named=[Entry(officer_elsewhere.organisation, officer_elsewhere.person)])
    Space.objects.update(state=SpaceState.EXERCISE)
    assert remove_posts(Space.objects.get()) == 1
    assert "posts.Reader" not in officer_elsewhere.client.post(reverse("me_data"), {"form": "json"}).content.decode()


def test_what_could_not_be_published_is_asked_once_for_all(
    officer: Persona, editor: Persona, space: Space, django_assert_max_num_queries: object
) -> None:
    for _each in range(12):
        put_off(officer, space)
    Space.objects.update(state=SpaceState.ARCHIVED)
    publish_due(timezone.now() + timedelta(hours=2))
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        page = editor.client.get(reverse("waiting_posts")).content.decode()
    assert page.count("The space is archived.") == 12


def test_a_request_is_sent_when_it_is_published(officer: Persona, ministry: Organisation, space: Space) -> None:
    at = timezone.now() + timedelta(days=9)
    content = PostContent(title="Who pays?", label=Label.CLEAR, visible_from=at, details={"addressee": ministry.slug})
    post = actions.publish(officer.viewer, space, "question", content)
    assert publish_due(at) == 1
    assert fresh(post).question.request_since == at
