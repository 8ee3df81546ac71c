"""What people write too often: 429 with when to come back, and the draft stays."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from intercity.posts.models import Attachment, Draft, Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    """One of everything in a day for each person."""
    settings.INTERCITY_LIMITS = dict.fromkeys(settings.INTERCITY_LIMITS, {"person": (1, 86400)})


def test_the_post_that_is_too_much_is_kept_as_a_draft(officer: Persona, colleague: Persona, space: Space) -> None:
    address = reverse("compose", args=[space.slug, "update"])
    first = {"title": "First", "body": "x", "label": "green", "language": "en"}
    assert officer.client.post(address, first).status_code == 302
    answer = officer.client.post(address, {**first, "title": "My second"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Draft.objects.get().data["title"] == ["My second"]
    assert "My second" in officer.client.get(address).content.decode()
    assert Post.objects.count() == 1
    assert colleague.client.post(address, first).status_code == 302


def test_a_comment_and_files_that_are_too_much_leave_what_was_typed(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    address = reverse("comment", args=[post.uid])
    assert officer.client.post(address, {"body": "One", "language": "en"}).status_code == 302
    answer = officer.client.post(address, {"body": "My second word", "language": "en"})
    assert (answer.status_code, "My second word" in answer.content.decode()) == (429, True)
    files = [SimpleUploadedFile(f"{n}.txt", b"words") for n in range(2)]
    form = {"title": "With files", "body": "x", "label": "green", "language": "en", "files": files}
    answer = officer.client.post(reverse("compose", args=[space.slug, "update"]), form)
    assert (answer.status_code, "With files" in answer.content.decode()) == (429, True)
    assert not Attachment.objects.exists()


def test_flags_are_limited(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    answers = [
        officer_elsewhere.client.post(
            reverse("post_flag", args=[make_post(officer, space).uid]), {"rule": "rude", "words": "So rude"}
        )
        for _each in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert "So rude" in answers[-1].content.decode()
