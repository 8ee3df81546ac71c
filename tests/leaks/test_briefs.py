"""A brief for some readers holds nothing that one of them may not see: on its page, on paper, as a file, published.

The world is full of what is not for everybody, each with a marker in every field. What it must hold is asked too, so
that an empty brief does not pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdfium2 import PdfDocument

from intercity.briefs.actions import make_brief
from intercity.briefs.composing import compose
from intercity.briefs.models import Brief
from intercity.kinds.event.tests.making import make_event
from intercity.kinds.question.models import Question
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts.models import Post, State
from intercity.posts.visibility import sees_label
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.rollcalls import ask_everything, found_in, number, sees_answers
from tests.leaks.world import MARKER, World, marker
from tests.personas import make_organisation, make_persona, make_post

# One reader of each sort who may see least of all who may see the label.
LEAST = {Label.CLEAR: "anonymous", Label.GREEN: "outside", Label.AMBER: "elsewhere"}
PAGES = ("brief_one", "brief_print")
ENDINGS = ("md", "odt", "docx", "pdf")
# What a brief says of a practice; a contact, a reason or a comment has no place in any.
SAID = {"title", "body", "cost"}
WIDER = {
    Label.CLEAR: {"clear"}, Label.GREEN: {"clear", "green"}, Label.AMBER: {"clear", "green", "amber"},
}  # fmt: skip


@pytest.fixture
def full(world: World) -> World:
    """The world with questions and roll calls of every label, and cities that stand behind one hidden post only."""
    ask_everything(world)
    author = world.personas["author"]
    assert author is not None
    for label in ("clear", "green", "amber"):
        hidden = make_persona(f"only {label}", make_organisation(marker(label, "published", "city"), country="FI"))
        assert hidden.organisation is not None
        do_join(world.space, hidden.organisation)
        title = marker(label, "published", "question")
        post = make_post(hidden, world.space, kind="question", title=title, label=Label(label))
        Question.objects.filter(post=post).update(needed_by=timezone.now())
        make_event(hidden, world.space, title=marker(label, "published", "event"), label=Label(label))
    return world


def brief_for(world: World, label: Label) -> Brief:
    """Everything there is, by somebody who sees all of it: a member who coordinates."""
    maker = maker_in(world)
    today = timezone.now().date()
    brief = make_brief(maker, world.space, label, [], today - timedelta(days=3), today, "en")
    # All that could be said is said: the arithmetic must not be what keeps something out.
    composed = compose(brief.wanted_by(label), brief.keys)
    Brief.objects.filter(pk=brief.pk).update(keys=[*composed.keys, *(one.key for one in composed.spare)])
    return Brief.objects.get(pk=brief.pk)


def maker_in(world: World) -> Viewer:
    """A member of the space who coordinates it, and is named among readers too."""
    author = world.personas["author"]
    assert author is not None
    world.space.coordinators.add(author.person)
    return author.viewer


def ways_to(world: World, brief: Brief) -> list[str]:
    """Every address that shows all of it."""
    pages = [reverse(name, args=[world.space.slug, brief.uid]) for name in PAGES]
    return pages + [reverse("brief_file", args=[world.space.slug, brief.uid, ending]) for ending in ENDINGS]


def words_in(response: HttpResponseBase) -> str:
    """All that came, with the words of a PDF, whose letters are numbers of a font inside the file."""
    body = response.getvalue()  # type: ignore[attr-defined]
    if not body.startswith(b"%PDF"):
        # Markdown strokes signs; office files break words at nothing.
        return everything(response).replace("\\", "")
    paper = PdfDocument(body)
    text = "".join(page.get_textpage().get_text_bounded() for page in paper)
    # A word that is too long for its line goes on in the next.
    return text.replace("\ufffe", "").replace("\r\n", "").replace("\n", "")


def said_in(world: World, brief: Brief) -> Iterator[tuple[str, str]]:
    """All that comes back of each way to look at it."""
    client = world.client("author")
    for path in ways_to(world, brief):
        yield path, words_in(client.get(path))
    for place in range(1, 60):
        response = client.get(reverse("brief_source", args=[world.space.slug, brief.uid, place]))
        if response.status_code == 404:
            return
        yield f"/sources/{place}", everything(response)


@pytest.mark.parametrize("label", LEAST)
def test_a_brief_holds_no_trace_of_what_is_for_fewer(label: Label, full: World) -> None:
    brief = brief_for(full, label)
    wide = WIDER[label]
    allowed = {marker(one, "published", name) for one in wide for name in {*SAID, "city", "question", "event"}}
    must = {marker(one, "published", name) for one in wide for name in ("title", "city", "question", "event")}
    for where, text in said_in(full, brief):
        found = set(MARKER.findall(text))
        of_rollcalls = {one for one in found if "x" in one and one not in allowed}
        assert not found - of_rollcalls - allowed, where
        assert "/sources/" in where or must <= found, where


@pytest.mark.parametrize("label", LEAST)
def test_answers_are_told_only_where_every_reader_sees_them(label: Label, world: World) -> None:
    asked = ask_everything(world)
    viewer = LEAST[label]
    open_keys = [key for key in asked.posts if sees_answers(viewer, key)]
    forbidden = asked.forbidden(viewer) | asked.named("anonymous")
    brief, told = brief_for(world, label), set()
    for where, text in said_in(world, brief):
        found = found_in(text)
        assert not found & forbidden, where
        told |= found
    assert any(str(said) in told for said in numbers_of(open_keys)), "no answer is told at all"


def numbers_of(keys: list[tuple[str, str, str]]) -> set[int]:
    """What Nice answered; Torino's answer was entered for it and is not confirmed."""
    return {number(key, "nice") for key in keys}


@pytest.mark.parametrize("label", LEAST)
def test_the_numbers_are_those_of_the_readers(label: Label, full: World) -> None:
    brief = brief_for(full, label)
    composed = compose(brief.wanted_by(label), brief.keys)
    reader = full.personas[LEAST[label]]
    mine = Post.objects.visible_to(reader.viewer if reader else PUBLIC).roots().filter(space=full.space)
    counted = next(source for source in composed.sources if len(source.posts) == mine.count())
    assert {post.pk for post in counted.posts} == set(mine.values_list("pk", flat=True))


@pytest.mark.parametrize("label", LEAST)
def test_what_is_published_holds_no_trace_either(label: Label, full: World) -> None:
    brief = brief_for(full, label)
    client = full.client("author")
    page = client.get(reverse("brief_one", args=[full.space.slug, brief.uid])).content.decode()
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    answer = client.post(reverse("brief_publish", args=[full.space.slug, brief.uid]), {"digest": digest})
    assert answer.status_code == 302, answer.content.decode()
    post = Post.objects.get(uid=brief.uid)
    assert post.label == label
    found = set(MARKER.findall(f"{post.title} {post.body} {post.html}".replace("\\", "")))
    assert not {one for one in found if not any(one.startswith(f"zq{wide}") for wide in WIDER[label])}
    assert set(post.links_out.values_list("target__label", flat=True)) <= WIDER[label]
    reader = full.client(LEAST[label])
    assert reader.get(post.get_absolute_url()).status_code == 200
    assert reader.get(reverse("brief_print", args=[full.space.slug, brief.uid])).status_code == 200
    if label != Label.CLEAR:
        assert Client().get(reverse("brief_one", args=[full.space.slug, brief.uid])).status_code == 404


def test_nobody_else_looks_at_a_brief_that_is_not_published(world: World) -> None:
    for label in LEAST:
        brief = brief_for(world, label)
        for viewer in ("anonymous", "elsewhere", "outside", "reader", "stranger"):
            for path in ways_to(world, brief):
                assert world.client(viewer).get(path).status_code == 404, (viewer, path)


def test_an_office_opens_no_brief_for_this_space(world: World) -> None:
    """Whoever coordinates the network and belongs to no organisation of the space reads nothing of it through one."""
    brief, client = brief_for(world, Label.AMBER), world.client("coordinator")
    assert client.get(reverse("brief_one", args=[world.space.slug, brief.uid])).status_code == 404
    form = {"label": "amber", "since": "2020-01-01", "until": "2030-01-01", "language": "en"}
    assert client.post(reverse("brief", args=[world.space.slug]), form).status_code == 422
    page = client.get(reverse("brief", args=[world.space.slug])).content.decode()
    assert brief.uid not in page


@pytest.mark.parametrize("seed", range(4))
def test_every_citation_is_seen_by_every_sort_of_reader(seed: int, full: World) -> None:
    """Random labels and states, here and in another space: whoever may see the label may see each source."""
    random = Random(seed)
    for post in Post.objects.all():
        label = random.choice([Label.CLEAR, Label.GREEN, Label.AMBER])
        state = random.choice([State.PUBLISHED, State.PUBLISHED, State.WITHDRAWN, State.HIDDEN])
        Post.objects.filter(pk=post.pk).update(label=label, state=state, readers=None)
    viewers = {name: one.viewer if one else PUBLIC for name, one in full.personas.items()}
    for label in LEAST:
        brief = brief_for(full, label)
        composed = compose(brief.wanted_by(label), brief.keys)
        cited = {post.pk for source in composed.sources for post in source.posts}
        assert cited or seed
        for name, viewer in viewers.items():
            if sees_label(viewer, label, full.space.pk):
                assert cited <= set(Post.objects.visible_to(viewer).values_list("pk", flat=True)), (label, name)
        assert all(line.number for line in composed.lines)


def test_a_partner_of_the_space_reads_nothing_of_other_spaces(world: World) -> None:
    """ "Network" is for cities everywhere, and for partners only where they belong: the filter knows both."""
    elsewhere = world.personas["elsewhere"]
    assert elsewhere is not None
    other = type(world.space).objects.create(slug="other", name="Other")
    post = make_post(elsewhere, other, label=Label.GREEN)
    public = make_post(elsewhere, other, label=Label.CLEAR)
    readable = Post.objects.readable_by(Label.GREEN, world.space.pk)
    assert public in readable
    assert post not in readable
    partner = world.personas["partner_inside"]
    assert partner is not None
    assert post not in Post.objects.visible_to(partner.viewer)
