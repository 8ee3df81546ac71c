"""What a document said while it was for fewer people stays with them when it is for more again."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from intercity.kinds.document.actions import arranging, settling, writing
from intercity.kinds.document.actions.writing import Said
from intercity.kinds.document.models import Section
from intercity.kinds.document.tests.helpers import fresh, make_document, make_section, write
from intercity.posts import actions
from intercity.posts.content import Entry, PostContent
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.leaks.channels import everything
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def relabel(persona: Persona, post: Post, label: str, *named: Persona) -> None:
    entries = [Entry(one.organisation, one.person) for one in named if one.organisation]
    actions.change_label(persona.viewer, Post.objects.get(pk=post.pk), label, named=entries)


@pytest.fixture
def narrow(officer: Persona, officer_elsewhere: Persona, space: Space) -> Section:
    """A section of a document for one officer, in a space to which the other's city belongs."""
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    post = make_document(officer, space)
    relabel(officer, post, Label.RED, officer)
    return make_section(officer, Post.objects.get(pk=post.pk), "The hospital is shut.", "Hidden heading")


def address(name: str, section: Section) -> str:
    return reverse(f"document_{name}", args=[section.post.uid, section.uid])


def test_a_section_taken_out_while_it_was_for_fewer_comes_back_for_nobody_else(
    narrow: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    said = PostContent(body="See there.", details={"section": narrow.uid})
    actions.comment(officer.viewer, fresh(narrow).post, said, kind="remark")
    arranging.remove(officer.viewer, fresh(narrow))
    relabel(officer, narrow.post, Label.AMBER)
    typed = {"title": "x", "body": "y", "base": "0", "key": "z"}
    for name in ("save", "edit", "remove"):
        for more in ({}, {"preview": "1"}):
            answer = officer_elsewhere.client.post(address(name, narrow), {**typed, **more})
            assert (answer.status_code, b"hospital" in answer.content) == (404, False), name
    with pytest.raises(PermissionDenied):
        writing.write(officer_elsewhere.viewer, fresh(narrow), Said("x", "y"))
    page = everything(officer_elsewhere.client.get(narrow.post.get_absolute_url()))
    assert "See there." in page
    assert not [word for word in ("hospital", "Hidden heading", narrow.uid) if word in page]
    # Who wrote it takes it back.
    assert officer.client.post(address("save", narrow), {**typed, "base": "2"}).status_code == 200


def test_words_that_a_narrow_document_replaced_stay_away_when_it_is_wide_again(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_document(officer, space)
    row = make_section(officer, post, "The hospital shuts.")
    write(officer, row, "The hospital is shut.")
    file = reverse("document_md", args=[post.uid])
    assert "hospital" in everything(officer_elsewhere.client.get(file))
    relabel(officer, post, Label.AMBER)
    assert officer_elsewhere.client.get(file).status_code == 404
    assert "hospital" in everything(officer.client.get(file))
    # What was agreed to stays a version of its own.
    assert settling.agree(officer.viewer, fresh(row).post, 1)
    write(officer, row, "Clean words.", base="2")
    kept = make_section(officer, post, "Taken out secretly.", "Second")
    arranging.remove(officer.viewer, fresh(kept))
    relabel(officer, post, Label.GREEN)
    told = everything(officer_elsewhere.client.get(reverse("document_versions", args=[post.uid])))
    # What stands is for whoever sees the document, its last version too.
    for shown in (told, everything(officer_elsewhere.client.get(file))):
        assert [word in shown for word in ("Clean", "hospital", "secretly")] == [True, False, False]


def test_no_word_of_a_hidden_version_is_told_by_going_on_from_it(
    narrow: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    write(officer, narrow, "", title="Open")
    relabel(officer, narrow.post, Label.AMBER)
    # Were version 1 taken for the base, its word would count as one that stood there and was taken out since.
    for base in ("1", "1s"):
        typed = {"title": "Open", "body": "hospital", "base": base, "key": base}
        answer = officer_elsewhere.client.post(address("save", narrow), typed)
        assert answer.json()["body"] == "hospital", base
        write(officer, narrow, "", base=str(fresh(narrow).version), title="Open")
    write(officer, narrow, "Nothing.", base=str(fresh(narrow).version), title="Open")
    # What merging took out of what somebody sent stays theirs, when the version is for more people.
    relabel(officer, narrow.post, Label.RED, officer)
    stood = fresh(narrow).version
    write(officer, narrow, "Nothing. The school", base=str(stood), title="Open")
    write(officer, narrow, "Nothing.", base=str(stood + 1), title="Open")
    assert write(officer, narrow, "More Nothing. The school", str(stood + 1), title="Open").sent == f"{stood + 3}s"
    assert "school" not in fresh(narrow).body
    relabel(officer, narrow.post, Label.AMBER)
    sent = {"title": "Open", "body": "school", "base": f"{stood + 3}s", "key": "s"}
    told = officer_elsewhere.client.post(address("save", narrow), sent).json()["body"]
    assert "school" in told
