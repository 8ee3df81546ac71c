"""Posts are found by what stands in their files, by whoever sees the post, as long as the file is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from intercity.activity.models import Activity
from intercity.core.papers import formats
from intercity.core.papers.reading import ENCRYPTED, ODF, PDF, FileText
from intercity.core.papers.structure import Paper, Paragraph, plain
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts import actions
from intercity.posts.actions.attaching import FileChanges
from intercity.posts.actions.reading_files import do_keep_texts
from intercity.posts.actions.removing import unlink
from intercity.posts.content import PostContent
from intercity.posts.models import Attachment, AttachmentText, Post
from intercity.posts.uploads.extracting import read_waiting
from intercity.search.finding import Query, find
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
WORD = "zqwatermillqz"


def add_file(post: Post, text: str = f"Beside the {WORD} stands a tree.", ending: str = "odt") -> Attachment:
    """A file of a post, as if it had been uploaded with it."""
    path = Path(settings.MEDIA_ROOT) / f"{post.uid}.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    paper = Paper("Plan", "en", blocks=(Paragraph(plain(text)),))
    path.write_bytes(text.encode() if ending == "txt" else formats.write(paper, ending))
    mime = {"odt": f"{ODF}text", "pdf": PDF, "txt": "text/plain"}[ending]
    return Attachment.objects.create(post=post, name=f"plan.{ending}", mime=mime, size=9, path=path.name)


def finds(viewer: Viewer) -> list[str]:
    """The uids of what somebody finds by the word in the file."""
    return [post.uid for post in find(viewer, Query(WORD)).posts]


def fresh(post: Post) -> Post:
    return Post.objects.select_related("organisation", "space", "author", "readers").get(pk=post.pk)


def test_a_post_is_found_by_its_file(officer: Persona, space: Space, index: Callable[[], None]) -> None:
    post = make_post(officer, space, title="Plan", label=Label.GREEN)
    add_file(post, ending="pdf")
    assert read_waiting() == 1
    index()
    assert finds(officer.viewer) == [post.uid]
    assert finds(PUBLIC) == []
    page = officer.client.get(f"/posts/{post.uid}/").content.decode()
    assert "1 page · its text can be searched" in page
    assert_pictured(officer, post, page)
    assert read_waiting() == 0
    assert Activity.objects.filter(verb="post.files_read").count() == 1


def assert_pictured(persona: Persona, post: Post, page: str) -> None:
    """The page shows the first page of the file; whoever may not see the post does not get it."""
    read = AttachmentText.objects.select_related("attachment").get()
    address = read.attachment.first_page_address()
    sizes = f'width="{read.width}" height="{read.height}" loading="lazy"'
    assert f'<img src="{address}" alt="First page of plan.pdf" {sizes}>' in page
    answer = persona.client.get(address)
    assert answer["Content-Type"] == "image/webp"
    assert b"".join(answer.streaming_content).startswith(b"RIFF")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Client().get(address).status_code == 404
    actions.withdraw(persona.viewer, fresh(post))
    assert persona.client.get(address).status_code == 404


def test_a_post_is_found_by_plain_text(officer: Persona, space: Space, index: Callable[[], None]) -> None:
    post = make_post(officer, space, title="Plan", label=Label.GREEN)
    add_file(post, ending="txt")
    assert read_waiting() == 1
    index()
    assert finds(officer.viewer) == [post.uid]
    assert finds(PUBLIC) == []


def test_the_first_page_goes_with_its_file(officer: Persona, space: Space) -> None:
    path = Path(settings.MEDIA_ROOT)
    post = make_post(officer, space, title="Plan")
    file = add_file(post, ending="pdf")
    read_waiting()
    kept = path / AttachmentText.objects.get().picture
    unlink([file.path, AttachmentText.objects.get().picture])
    assert kept.exists()
    places = post.attachments.places()
    assert len(places) == 2
    Post.objects.filter(pk=post.pk).delete()
    unlink(places)
    assert not kept.exists()
    assert not (path / file.path).exists()


def test_narrowing_the_post_narrows_its_file(
    officer: Persona, officer_elsewhere: Persona, space: Space, index: Callable[[], None]
) -> None:
    post = make_post(officer, space, title="Plan", label=Label.CLEAR)
    add_file(post)
    read_waiting()
    index()
    assert finds(PUBLIC) == [post.uid]
    actions.change_label(officer.viewer, fresh(post), Label.GREEN)
    # At once, before the index hears of it; and after.
    assert finds(PUBLIC) == []
    index()
    assert finds(PUBLIC) == []
    assert finds(officer_elsewhere.viewer) == [post.uid]


def test_a_withdrawn_post_is_not_found_by_its_file(officer: Persona, space: Space, index: Callable[[], None]) -> None:
    post = make_post(officer, space, title="Plan")
    add_file(post)
    read_waiting()
    index()
    actions.withdraw(officer.viewer, fresh(post))
    assert finds(officer.viewer) == []
    index()
    assert finds(officer.viewer) == []


def test_a_file_that_is_taken_off_is_not_found(officer: Persona, space: Space, index: Callable[[], None]) -> None:
    post = make_post(officer, space, title="Plan")
    file = add_file(post)
    read_waiting()
    index()
    actions.edit(officer.viewer, fresh(post), PostContent(title="Plan", body="x"), files=FileChanges([file.uid]))
    index()
    assert finds(officer.viewer) == []
    assert not AttachmentText.objects.exists()


def test_a_file_of_a_narrower_comment_does_not_find_the_thread(
    officer: Persona, space: Space, index: Callable[[], None]
) -> None:
    post = make_post(officer, space, title="Plan", label=Label.CLEAR)
    narrow = actions.comment(officer.viewer, fresh(post), PostContent(body="Inside"), label=Label.GREEN)
    add_file(narrow)
    assert read_waiting() == 1
    index()
    assert finds(PUBLIC) == finds(officer.viewer) == []
    Post.objects.filter(pk=narrow.pk).update(label=Label.CLEAR)
    actions.edit(officer.viewer, fresh(post), PostContent(title="Plan", body="x", label=Label.CLEAR))
    index()
    assert finds(PUBLIC) == [post.uid]


def test_drafts_are_not_read_and_hidden_posts_keep_nothing(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Plan")
    file = add_file(post)
    Attachment.objects.filter(pk=file.pk).update(post=None)
    assert read_waiting() == 0
    Attachment.objects.filter(pk=file.pk).update(post=post)
    Post.objects.filter(pk=post.pk).update(state="hidden")
    assert do_keep_texts(post, {file: FileText("text")}) == 0
    assert read_waiting() == 0


def test_what_was_replaced_while_it_was_read_is_not_kept(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Plan")
    file = add_file(post)
    Attachment.objects.filter(pk=file.pk).update(path="another.odt")
    assert do_keep_texts(post, {file: FileText("text")}) == 0
    assert not AttachmentText.objects.exists()


def test_two_workers_read_one_file_once(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Plan")
    file = add_file(post)
    assert [do_keep_texts(post, {file: FileText("text")}) for _worker in "ab"] == [1, 0]
    assert Activity.objects.filter(verb="post.files_read").count() == 1


def test_what_cannot_be_read_says_so_and_is_not_tried_again(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Plan")
    gone, locked = add_file(post), add_file(post, ending="pdf")
    (Path(settings.MEDIA_ROOT) / gone.path).unlink()
    assert do_keep_texts(post, {locked: FileText(problem=ENCRYPTED)}) == 1
    assert read_waiting() == 1
    assert read_waiting() == 0
    page = officer.client.get(f"/posts/{post.uid}/").content.decode()
    assert "it opens with a password only" in page
    assert "it cannot be read" in page
