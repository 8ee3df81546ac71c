"""Writing in one section with others: through the actions."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from intercity.activity.models import Activity
from intercity.kinds.document.actions import arranging, settling
from intercity.kinds.document.models import Document, Section, Status
from intercity.kinds.document.tests.helpers import fresh, make_document, make_section, write
from intercity.posts import actions
from intercity.posts.models import LabelWish, Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(officer: Persona, officer_elsewhere: Persona, space: Space) -> Section:
    post = make_document(officer, space)
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    return make_section(officer, post)


def test_two_who_go_on_from_the_same_version_both_stand(
    section: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    write(officer, section, "One and a half two three.")
    saved = write(officer_elsewhere, section, "One two three four.")
    assert fresh(section).body == saved.section.body == "One and a half two three four."
    assert "four" in fresh(section).html
    assert not saved.overlaps


def test_the_same_sending_twice_is_written_once(section: Section, officer: Persona, officer_elsewhere: Persona) -> None:
    write(officer, section, "One two three mine.", key="k1")
    write(officer_elsewhere, section, "One two three theirs.", key="k2")
    stood = fresh(section).body
    again = write(officer, section, "One two three mine.", key="k1")
    assert again.section.body == fresh(section).body == stood
    assert fresh(section).version == 3
    # Whoever typed on while the answer was lost goes on from what they sent.
    write(officer, section, "One two three mine and more.", base=again.sent, key="k3")
    assert {"mine", "theirs", "more"} <= set(fresh(section).body.replace(".", " ").split())
    assert fresh(section).body.count("mine") == 1


def test_saving_without_a_change_writes_nothing(section: Section, officer: Persona) -> None:
    acts = Activity.objects.count()
    assert write(officer, section, "One two three.").section.version == 1
    assert write(officer, section, "One two three.", key="x").base == "1"
    assert Activity.objects.count() == acts


def test_what_both_changed_stands_twice_and_is_told(
    section: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    write(officer, section, "One deux three.")
    saved = write(officer_elsewhere, section, "One zwei three.")
    assert fresh(section).body == "One deux zwei three."
    assert saved.overlaps == [{"theirs": "deux", "mine": "zwei"}]


def test_two_headings_are_kept_even_when_they_are_too_long_for_one(section: Section, officer: Persona) -> None:
    write(officer, section, "One two three.", title="A" * 150)
    write(officer, section, "One two three.", title="B" * 150)
    now = fresh(section)
    assert now.title == "A" * 150
    assert "B" * 150 in now.body


def test_a_removed_section_comes_back_with_whoever_wrote_on(
    section: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    arranging.remove(officer.viewer, fresh(section))
    write(officer, section, "One two three.")
    assert fresh(section).removed_at is not None
    write(officer_elsewhere, section, "One two three four.")
    assert fresh(section).removed_at is None
    assert fresh(section).body == "One two three four."


def test_a_version_that_never_was_is_refused(section: Section, officer: Persona) -> None:
    for base in ("99", "x", "-1", "1e3", "7s", "9" * 30):
        with pytest.raises(ValidationError):
            write(officer, section, "Words", base=base)
    assert fresh(section).body == "One two three."


def test_who_may_write(
    section: Section, officer: Persona, colleague: Persona, officer_elsewhere: Persona, reader: Persona,
    coordinator: Persona, partner: Persona, stranger: Persona,
) -> None:  # fmt: skip
    for persona in (colleague, officer_elsewhere):
        write(persona, section, f"One {persona.person.pk} two three.")
    for persona in (reader, coordinator, partner, stranger):
        with pytest.raises(PermissionDenied):
            write(persona, section, "No")
    Document.objects.update(open_to_space=False)
    write(colleague, section, "One two three. Ours.")
    with pytest.raises(PermissionDenied):
        write(officer_elsewhere, section, "No")
    settling.settle(officer.viewer, Post.objects.get(pk=section.post_id), Status.ADOPTED)
    for persona in (officer, officer_elsewhere):
        with pytest.raises(PermissionDenied):
            write(persona, section, "No")


def test_a_version_is_what_one_person_wrote_in_one_go(
    section: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    write(officer, section, "One two three. A")
    write(officer, section, "One two three. A B", base="2")
    post = Post.objects.get(pk=section.post_id)
    assert Document.objects.get().edition == 1
    assert settling.agree(officer_elsewhere.viewer, post, 1)
    write(officer, section, "One two three. A B C", base="3")
    assert Document.objects.get().edition == 2
    write(officer_elsewhere, section, "One two three. A B C D", base="4")
    assert Document.objects.get().edition == 3
    assert not settling.agree(officer_elsewhere.viewer, post, 4)
    assert not settling.agree(officer_elsewhere.viewer, post, 0)


def test_public_words_wait_for_a_second_person_again(officer: Persona, colleague: Persona, space: Space) -> None:
    post = make_document(officer, space, label=Label.CLEAR)
    section = make_section(officer, post)
    Space.objects.update(two_person=True)
    write(officer, section, "Something new.")
    assert Post.objects.get(pk=post.pk).label == Label.GREEN
    wish = LabelWish.objects.get(decided_at=None)
    actions.answer_wish(colleague.viewer, wish, agreed=True)
    assert Post.objects.get(pk=post.pk).label == Label.CLEAR


def test_sections_change_places_and_are_begun_once(section: Section, officer: Persona) -> None:
    post = section.post
    second = arranging.begin(officer.viewer, post, "Second", uid="bcdfghjkmnpq")
    assert arranging.begin(officer.viewer, post, "Second", uid="bcdfghjkmnpq").pk == second.pk
    arranging.move(officer.viewer, fresh(second), up=True)
    assert [row.title for row in Section.objects.all()] == ["Second", "First"]
    arranging.move(officer.viewer, fresh(second), up=True)
    arranging.move(officer.viewer, fresh(second), up=False)
    assert [row.title for row in Section.objects.all()] == ["First", "Second"]


def test_the_key_of_a_section_elsewhere_is_refused(section: Section, officer: Persona, space: Space) -> None:
    with pytest.raises(PermissionDenied, match="damaged"):
        arranging.begin(officer.viewer, make_document(officer, space), "Second", uid=section.uid)
    assert Section.objects.count() == 1


def test_there_is_an_end_of_sections(section: Section, officer: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "MOST_SECTIONS", 2)
    arranging.begin(officer.viewer, section.post, "Second")
    answer = officer.client.post(f"/posts/{section.post.uid}/sections", {"title": "Third", "body": "x", "key": ""})
    assert Section.objects.count() == 2, answer.status_code
    with pytest.raises(ValidationError, match="at most 2"):
        arranging.begin(officer.viewer, section.post, "Third")


def test_what_was_adopted_meanwhile_stays_in_its_order(section: Section, officer: Persona) -> None:
    second = arranging.begin(officer.viewer, section.post, "Second")
    held = fresh(second)
    assert held.post.document.status == Status.DRAFT
    Document.objects.update(status=Status.ADOPTED)
    for change in (
        lambda: arranging.move(officer.viewer, held, up=True),
        lambda: arranging.remove(officer.viewer, held),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert [row.title for row in Section.objects.filter(removed_at=None)] == ["First", "Second"]


def test_nobody_of_another_city_stands_in_for_the_first_person(
    officer: Persona, officer_elsewhere: Persona, colleague: Persona, space: Space
) -> None:
    post = make_document(officer, space, label=Label.CLEAR)
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    section = make_section(officer, post)
    Space.objects.update(two_person=True)
    write(colleague, section, "What the colleague says.")
    write(officer_elsewhere, fresh(section), "What the colleague says, and others.")
    wish = LabelWish.objects.get(decided_at=None)
    assert wish.asked_by == colleague.person
    with pytest.raises(PermissionDenied):
        actions.answer_wish(colleague.viewer, wish, agreed=True)
