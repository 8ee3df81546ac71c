"""The pages of a document, with forms as a browser without scripts sends them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.activity.kept import forget_everything
from intercity.core.papers.serving import one_at_a_time
from intercity.kinds.document.models import Agreed, Document, Section, SectionVersion
from intercity.kinds.document.tests.helpers import fresh, make_document, make_section, write
from intercity.kinds.document.views import versions
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(officer: Persona, officer_elsewhere: Persona, space: Space) -> Section:
    post = make_document(officer, space)
    assert officer_elsewhere.organisation is not None
    do_join(space, officer_elsewhere.organisation)
    return make_section(officer, post)


def address(section: Section, rest: str = "") -> str:
    return f"/posts/{section.post.uid}/sections/{section.uid}{rest}"


def page(persona: Persona, section: Section) -> str:
    forget_everything()
    return persona.client.get(section.post.get_absolute_url()).content.decode()


def test_a_document_begins_in_the_composer(officer: Persona, space: Space) -> None:
    form = {"title": "Prevention", "body": "Why", "label": "green", "language": "en", "open_to_space": "on"}
    assert officer.client.post(f"/spaces/{space.slug}/post/document", form).status_code == 302
    post = Post.objects.get()
    begin = f"/posts/{post.uid}/sections"
    assert officer.client.post(begin, {"title": " ", "body": "Kept"}).status_code == 422
    first = {"title": "First", "body": "One **two**", "key": "bcdfghjkmnpq"}
    for _twice in range(2):
        assert officer.client.post(begin, first).status_code == 302
    assert Section.objects.get().html == "<p>One <strong>two</strong></p>\n"
    assert "Draft" in officer.client.get(post.get_absolute_url()).content.decode()


def test_saving_a_form_merges_and_shows_where_both_wrote(
    section: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    form = {"title": "First", "body": "One deux three.", "base": "1", "key": "a"}
    assert officer.client.post(address(section), form).status_code == 302
    answer = officer_elsewhere.client.post(address(section), {**form, "body": "One zwei three.", "key": "b"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "One deux zwei three." in shown
    assert "<q>deux</q>" in shown
    assert "Two people wrote here" in page(officer, section)
    tidied = {"title": "First", "body": "One deux three.", "base": str(fresh(section).version)}
    officer.client.post(address(section), tidied)
    assert "Two people wrote here" not in page(officer, section)


def test_what_is_typed_is_saved_as_json(section: Section, officer: Persona, officer_elsewhere: Persona) -> None:
    form = {"title": "First", "body": "One two three.\r\n\r\nMore ", "base": "1", "key": "k"}
    answer = officer.client.post(address(section, "/save"), form)
    assert answer.json() == {
        "title": "First", "body": "One two three.\n\nMore ", "base": "2", "sent": "2s", "overlaps": [],
        "removed": False,
    }  # fmt: skip
    other = officer_elsewhere.client.post(
        address(section, "/save"), {**form, "body": "Zero one two three.", "key": "o"}
    )
    assert other.json()["body"] == "Zero one two three.\n\nMore "
    assert officer.client.post(address(section, "/save"), form).json()["base"] == "3"
    assert SectionVersion.objects.count() == 3


def test_rubbish_is_refused_and_nothing_is_written(section: Section, officer: Persona) -> None:
    good = {"title": "First", "body": "x", "base": "1", "key": "k"}
    for bad in ({"title": ""}, {"title": "\x00\x01"}, {"title": "x" * 201}, {"body": "x" * 100_001}, {"base": "77"},
                {"base": "x" * 21}, {"key": "x" * 41}):  # fmt: skip
        answer = officer.client.post(address(section, "/save"), {**good, **bad})
        assert (answer.status_code, "error" in answer.json()) == (422, True), bad
        assert officer.client.post(address(section), {**good, **bad}).status_code == 422
    assert fresh(section).version == 1
    assert officer.client.get(address(section, "/save")).status_code == 405


def test_strangers_to_the_text_get_nowhere(
    section: Section, reader: Persona, partner: Persona, stranger: Persona, coordinator: Persona
) -> None:
    for persona, status in ((reader, 403), (coordinator, 403), (stranger, 404), (partner, 404)):
        for rest in ("", "/save", "/move", "/remove"):
            answer = persona.client.post(address(section, rest), {"title": "No", "body": "No", "base": "1"})
            assert answer.status_code == status, (persona.person, rest)
    assert fresh(section).body == "One two three."


def test_versions_show_words_and_who_wrote_them(
    section: Section, officer: Persona, officer_elsewhere: Persona, stranger: Persona
) -> None:
    write(officer_elsewhere, section, "One and three.")
    shown = officer.client.get(f"/posts/{section.post.uid}/versions").content.decode()
    assert "Version 2" in shown
    assert '<ins><span class="hidden"> added: </span>and</ins>' in shown
    assert '<del><span class="hidden"> taken out: </span>two</del>' in shown
    Post.objects.update(label=Label.CLEAR)
    assert stranger.client.get(f"/posts/{section.post.uid}/versions").status_code == 403
    assert officer.client.get(f"/posts/{section.post.uid}/versions?before=2").status_code == 200
    assert officer.client.get(f"/posts/{section.post.uid}/versions?before=x").status_code == 200


def test_who_agrees_and_with_which_version(section: Section, officer: Persona, officer_elsewhere: Persona) -> None:
    agree = f"/posts/{section.post.uid}/agree"
    assert officer_elsewhere.client.post(agree, {"edition": "1"}).status_code == 302
    assert "agrees with version 1, as it stands" in page(officer, section)
    write(officer, section, "Another text.")
    assert "agreed with version 1, now it is version 2" in page(officer, section)
    for bad in ("7", "x", "", "9" * 20):
        officer_elsewhere.client.post(agree, {"edition": bad})
    assert Agreed.objects.get().edition == 1
    officer_elsewhere.client.post(agree, {"off": "1"})
    assert not Agreed.objects.exists()


def test_a_consultation_needs_its_last_day(section: Section, officer: Persona, officer_elsewhere: Persona) -> None:
    status = f"/posts/{section.post.uid}/status"
    assert officer.client.post(status, {"status": "consultation"}).status_code == 422
    assert officer.client.post(status, {"status": "signed"}).status_code == 422
    assert officer_elsewhere.client.get(status).status_code == 403
    assert (
        officer.client.post(status, {"status": "consultation", "consultation_until": "2031-05-03"}).status_code == 302
    )
    assert Document.objects.get().consultation_until == date(2031, 5, 3)
    assert "In consultation until" in page(officer, section)
    officer.client.post(status, {"status": "adopted"})
    assert "Edit this section" not in page(officer, section)
    assert officer.client.get(address(section)).status_code == 403


def test_a_comment_on_a_section_says_on_which(section: Section, officer_elsewhere: Persona, officer: Persona) -> None:
    where = f"/posts/{section.post.uid}/read/{section.uid}"
    assert officer_elsewhere.client.post(f"{where}/comment", {"body": " "}).status_code == 422
    answer = officer_elsewhere.client.post(f"{where}/comment", {"body": "Too long, I think."})
    assert answer.status_code == 302
    assert "Too long, I think." in officer.client.get(where).content.decode()
    shown = page(officer, section)
    assert "On section" in shown
    assert f'href="#s-{section.uid}"' in shown
    assert Post.objects.get(root=section.post).parent_id == section.post_id


def test_who_may_not_comment_is_not_asked_to_answer(officer: Persona, space: Space) -> None:
    section = make_section(officer, make_document(officer, space, label=Label.CLEAR))
    path = section.get_absolute_url()
    officer.client.post(f"{path}/comment", {"body": "Zqremarkqz"})
    for client, offered in ((officer.client, True), (Client(), False)):
        page = client.get(path).content.decode()
        said = page.partition("Zqremarkqz")[2].partition("</article>")[0]
        assert said != ""
        assert ("Answer" in said) == offered


def test_the_documents_of_a_space(section: Section, officer: Persona, space: Space) -> None:
    Space.objects.update(pages=["documents"])
    shown = officer.client.get(f"/spaces/{space.slug}/documents").content.decode()
    assert section.post.title in shown
    assert 'aria-current="page">Documents' in shown


def test_valid_guidance_stands_beside_the_stream(officer: Persona, space: Space, topic: Topic) -> None:
    today = timezone.localdate()
    for title, days in (("Stands", (-1, 1)), ("Over", (-9, -1)), ("Later", (1, 9))):
        first, last = (today + timedelta(days=each) for each in days)
        make_post(
            officer, space, kind="document", title=title, topics=[topic], is_guidance=True, valid_from=first,
            valid_until=last,
        )  # fmt: skip
    other = Topic.objects.create(slug="traffic", labels={"en": "Traffic"})
    for query, found in (("", True), (f"?topic={topic.slug}", True), (f"?topic={other.slug}", False)):
        beside = officer.client.get(f"/spaces/{space.slug}/{query}").content.decode()
        assert ('id="guidance-title"' in beside) == found
        panel = beside.partition('id="guidance-title"')[2].partition("</section>")[0]
        assert ("Stands" in panel, "Over" in panel, "Later" in panel) == (found, False, False)


@pytest.mark.parametrize("ending", ["pdf", "docx", "odt", "md"])
def test_a_document_as_a_file(ending: str, section: Section, officer: Persona, stranger: Persona) -> None:
    path = f"/posts/{section.post.uid}/document.{ending}"
    answer = officer.client.get(path)
    assert (answer.status_code, stranger.client.get(path).status_code) == (200, 404)
    assert f'filename="prevention.{ending}"' in answer.headers["Content-Disposition"]
    if ending == "md":
        assert "One two three." in answer.content.decode()


def test_three_hundred_pages_do_not_break_the_page(section: Section, officer: Persona) -> None:
    """Three hundred sections of three thousand characters."""
    text = "Prevention costs less than repair. " * 85
    body, html = text, f"<p>{text}</p>"
    Section.objects.bulk_create(
        Section(
            post=section.post, position=2 + number, title=f"Part {number}", body=body, html=html, version=1,
            organisation=section.organisation, edited_at=timezone.now(),
        )
        for number in range(300)
    )  # fmt: skip
    page(officer, section)
    forget_everything()
    with CaptureQueriesContext(connection) as many:
        shown = officer.client.get(section.post.get_absolute_url()).content
    assert len(shown) < 260_000
    Section.objects.filter(position__gt=3).delete()
    forget_everything()
    with CaptureQueriesContext(connection) as few:
        officer.client.get(section.post.get_absolute_url())
    assert len(many) == len(few)


def test_a_long_document_as_files(section: Section, officer: Persona) -> None:
    text = "Prevention costs less than repair. " * 85
    Section.objects.bulk_create(
        Section(
            post=section.post, position=2 + number, title=f"Part {number}", body=text, version=1,
            organisation=section.organisation, edited_at=timezone.now(),
        )
        for number in range(300)
    )  # fmt: skip
    for ending in ("md", "odt"):
        answer = officer.client.get(f"/posts/{section.post.uid}/document.{ending}")
        assert answer.status_code == 200
        assert len(answer.content) < 3_000_000


def test_a_file_is_made_once_for_each_text_and_too_large_ones_never(
    section: Section, officer: Persona, officer_elsewhere: Persona
) -> None:
    path = f"/posts/{section.post.uid}/document.md"
    officer.client.get(path)
    with one_at_a_time:
        # While another is made, what was made before is there for everybody who may see it.
        assert "One two three." in officer_elsewhere.client.get(path).content.decode()
        write(officer, section, "Four.")
        busy = officer.client.get(path)
        assert (busy.status_code, "Retry-After" in busy.headers) == (503, True)
    assert "Four." in officer.client.get(path).content.decode()
    write(officer, section, "|a|b|\n|-|-|\n" + "|x|y|\n" * 7_000, base="2")
    for _again in range(2):
        refused = officer.client.get(path)
        assert (refused.status_code, "tables are too large" in refused.content.decode()) == (413, True)


def test_a_page_of_versions_compares_so_much_and_the_rest_when_asked(
    section: Section, officer: Persona, officer_elsewhere: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = make_section(officer, section.post, "Four five six.", "Second")
    for row, body in ((section, "One and three."), (second, "Four and six.")):
        write(officer_elsewhere, row, body, title=row.title)
    path = f"/posts/{section.post.uid}/versions"
    assert officer.client.get(path).content.decode().count("</del>") == 3
    monkeypatch.setattr(versions, "MOST_COMPARED", 30)
    shown = officer.client.get(path).content.decode()
    alone = f"before=3&amp;one={second.uid}"
    assert ("three" in shown, "six" in shown, f'href="?{alone}"' in shown) == (True, False, True)
    asked = officer.client.get(f"{path}?{alone.replace('&amp;', '&')}").content.decode()
    assert ("three" in asked, "six" in asked, "All sections" in asked) == (False, True, True)
    assert officer.client.get(f"{path}?one=nothing&before=3").status_code == 200
