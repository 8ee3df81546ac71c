"""GET and POST /spaces/<slug>/post/<kind>: who may, what happens, and that nothing typed is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from intercity.activity.kept import forget_everything
from intercity.core.uids import new_uid
from intercity.posts.models import Attachment, Draft, Post
from intercity.posts.tests.files import PDF, picture
from intercity.spaces.models import Label, Space, SpaceCoordinator, SpaceState, Topic
from tests.personas import Persona


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def address(space: Space, kind: str = "practice") -> str:
    return f"/spaces/{space.slug}/post/{kind}"


def filled(**fields: Any) -> dict[str, Any]:
    return {
        "uid": new_uid(), "title": "Cool rooms", "body": "In **gyms**.", "topics": ["housing"], "label": "green",
        "language": "en", **fields,
    }  # fmt: skip


def test_who_may_open_it(
    officer: Persona, reader: Persona, partner: Persona, stranger: Persona, space: Space, topic: Topic
) -> None:
    for persona, status in ((officer, 200), (reader, 403), (partner, 403), (stranger, 403)):
        assert persona.client.get(address(space)).status_code == status
        sent = persona.client.post(address(space), filled()).status_code
        assert sent == (302 if status == 200 else status)
    assert Client().get(address(space))["Location"].startswith("/accounts/login")
    space.widest_label = Label.GREEN
    space.save()
    forget_everything()
    assert stranger.client.get(address(space)).status_code == 404


@pytest.mark.parametrize("kind", ["comment", "nonsense"])
def test_only_kinds_that_stand_by_themselves(kind: str, officer: Persona, space: Space) -> None:
    assert officer.client.get(address(space, kind)).status_code == 404


def test_an_archived_space_takes_nothing(officer: Persona, space: Space, topic: Topic) -> None:
    space.state = SpaceState.ARCHIVED
    space.save()
    assert officer.client.post(address(space), filled()).status_code == 403
    assert not Post.objects.exists()


def test_it_is_prefilled(officer: Persona, space: Space) -> None:
    assert officer.organisation is not None
    officer.organisation.contact_name, officer.organisation.contact_phone = "Parks", "+33 1"
    officer.organisation.save()
    page = officer.client.get(address(space)).content.decode()
    assert 'value="Parks, +33 1"' in page
    assert re.search(r'value="green" checked', page)
    assert page.index('name="title"') < page.index("<details") < page.index('name="contact"')


def test_publishing_lands_on_the_post_and_offers_the_rest(officer: Persona, space: Space, topic: Topic) -> None:
    response = officer.client.post(address(space), filled(), follow=True)
    post = Post.objects.get()
    assert response.redirect_chain == [(f"/posts/{post.uid}/", 302)]
    page = response.content.decode()
    assert "Published." in page
    assert f'<a href="/posts/{post.uid}/edit">' in page
    assert (post.title, post.label, list(post.topics.all())) == ("Cool rooms", "green", [topic])
    assert post.practice.status == "active"


def test_sending_twice_publishes_once(officer: Persona, space: Space, topic: Topic) -> None:
    fields = filled()
    for _ in range(2):
        assert officer.client.post(address(space), fields).status_code == 302
    assert Post.objects.count() == 1


def test_a_form_with_errors_keeps_everything(officer: Persona, space: Space, topic: Topic) -> None:
    client = officer.client
    fields = filled(title="", body="A long <text>", topics=["housing"], contact="Me", files=[pdf()])
    response = client.post(address(space), fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Nothing you typed is lost" in page
    for kept in ("A long &lt;text&gt;", 'value="Me"', 'value="housing"', "plan.pdf"):
        assert kept in page
    assert not Post.objects.exists()
    attachment = Attachment.objects.get(post=None)
    # The browser was closed: the same is given back, file included.
    again = client.get(address(space)).content.decode()
    for kept in ("A long &lt;text&gt;", 'value="Me"', attachment.uid, "it was not sent"):
        assert kept in again
    client.post(address(space), filled(uid=fields["uid"], kept=[attachment.uid], describe_x=""))
    assert list(Post.objects.get().attachments.all()) == [attachment]
    assert not Draft.objects.exists()


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.pdf", PDF)


def test_a_refused_file_stops_nothing_else(officer: Persona, space: Space, topic: Topic) -> None:
    bad = SimpleUploadedFile("evil.svg", b"<svg onload=alert(1)>")
    response = officer.client.post(address(space), filled(files=[pdf(), bad]))
    page = response.content.decode()
    assert response.status_code == 422
    assert "evil.svg" in page
    assert "plan.pdf" in page
    assert not Post.objects.exists()


def test_pictures_carry_their_descriptions(officer: Persona, space: Space, topic: Topic) -> None:
    photo = SimpleUploadedFile("park.jpg", picture())
    officer.client.post(address(space), filled(files=[photo, pdf()], describe=["A park at night", ""]))
    assert list(Post.objects.get().attachments.values_list("description", flat=True)) == ["A park at night", ""]


def test_files_of_others_cannot_be_taken_along(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    theirs = Attachment.objects.create(uploaded_by=officer_elsewhere.person, name="a.pdf", mime="x", size=1, path="x")
    officer.client.post(address(space), filled(kept=[theirs.uid]))
    assert not Post.objects.get().attachments.exists()


def test_eleven_files_are_too_many(officer: Persona, space: Space, topic: Topic) -> None:
    response = officer.client.post(address(space), filled(files=[pdf() for _ in range(11)]))
    assert response.status_code == 422
    assert "up to 10 files" in response.content.decode()


def test_the_preview_without_scripts_keeps_the_form(officer: Persona, space: Space) -> None:
    response = officer.client.post(address(space), filled(title="", body="**Bold** <script>", preview="1"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "<strong>Bold</strong>" in page
    assert "Not sent yet" not in page
    assert not Post.objects.exists()


def test_a_label_that_is_not_offered_is_an_error(officer: Persona, space: Space, topic: Topic) -> None:
    space.widest_label = Label.GREEN
    space.save()
    forget_everything()
    for label in ("clear", "nonsense", ""):
        assert officer.client.post(address(space), filled(label=label)).status_code == 422
    assert not Post.objects.exists()


def test_whoever_is_not_in_the_space_reads_so_and_who_can_let_them_in(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, space: Space
) -> None:
    SpaceCoordinator.objects.create(space=space, person=officer.person)
    said = partner.client.get(address(space))
    page = said.content.decode()
    assert said.status_code == 403
    assert "is not in the space “Heatwave”" in page
    assert f'href="/spaces/{space.slug}/about"' in page
    # Names of people are for those of the network and of the space.
    assert ": officer." not in page
    Space.objects.update(open_to_network=False)
    assert ": officer." in officer_elsewhere.client.get(address(space)).content.decode()
