"""A source that goes, or says something else, after its brief was published."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intercity.briefs.actions import make_brief, publish_brief
from intercity.briefs.composing import Line, compose
from intercity.briefs.models import Brief
from intercity.briefs.queries import get_brief_for
from intercity.organisations.viewers import PUBLIC
from intercity.pipeline.following import follow
from intercity.posts.actions import change_label, edit, withdraw
from intercity.posts.content import PostContent
from intercity.posts.models import Post, Revision
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


def publish(maker: Persona, space: Space) -> Post:
    """A brief for everybody out of all there is."""
    space.coordinators.add(maker.person)
    today = timezone.now().date()
    brief = make_brief(maker.viewer, space, Label.CLEAR, [], today, today, "en")
    return publish_brief(maker.viewer, brief, compose(brief.wanted_by(brief.label), brief.keys).digest)


def share(name: str, space: Space, title: str, body: str) -> tuple[Persona, Post]:
    """A practice of a city of its own."""
    persona = make_persona(name, make_organisation(name))
    return persona, make_post(persona, space, kind="practice", title=title, body=body, label=Label.CLEAR)


@pytest.mark.parametrize("how", ["withdraw", "narrow", "delete"])
def test_the_words_of_a_lost_source_are_nowhere_in_it(how: str, officer: Persona, space: Space) -> None:
    _stays, _post = share("A", space, "Stays", "Said once.")
    who, source = share("B", space, "Zorilla", "Quokka sleeps.")
    last, _other = share("C", space, "Later one", "Said twice.")
    brief = publish(officer, space)
    follow()
    assert "Zorilla" in brief.body
    if how == "withdraw":
        withdraw(who.viewer, source)
    elif how == "narrow":
        change_label(who.viewer, source, Label.AMBER)
    else:
        source.delete()
        withdraw(last.viewer, make_post(last, space, label=Label.CLEAR))
    # Once more changes nothing.
    while follow():
        pass
    now = Post.objects.get(pk=brief.pk)
    for text in (now.body, now.html, *Revision.objects.filter(post=now).values_list("body", flat=True)):
        assert "Zorilla" not in text
        assert "Quokka" not in text
    assert "Said once" in now.body
    assert now.body.count("Left out on") == 3, "two sentences and the line of the source"
    address = [space.slug, brief.uid]
    pages = [brief.get_absolute_url(), reverse("brief_one", args=address), f"/posts/{brief.uid}/history"]
    pages += [reverse("brief_file", args=[*address, "md"]), f"/spaces/{space.slug}/", f"/spaces/{space.slug}/feed.atom"]
    for path in pages:
        answer = Client().get(path)
        assert answer.status_code in (200, 404), path
        assert "Zorilla" not in answer.content.decode(), path
    # The numbers in the text lead to what they led to.
    before, after = (
        {key: number for key, number, _count in Brief.objects.get(uid=brief.uid).numbers},
        {line.statement.key: line.number for line in opened(brief)},
    )
    assert after.items() <= before.items()
    assert len(after) < len(before)


def opened(post: Post) -> list[Line]:
    """The sentences as whoever opens its page gets them."""
    return get_brief_for(PUBLIC, post.space, post.uid).composed().lines


def test_a_changed_source_is_told_as_it_is_now(officer: Persona, space: Space) -> None:
    who, source = share("B", space, "Zorilla", "Quokka sleeps.")
    share("A", space, "Stays", "Said once.")
    brief = publish(officer, space)
    edit(who.viewer, source, PostContent(title="Cool rooms", body="", label=Label.CLEAR, details={"status": "ended"}))
    follow()
    now = Post.objects.get(pk=brief.pk)
    assert "Zorilla" not in now.body
    assert "Quokka" not in now.body
    assert "Cool rooms" in now.body
    assert "(as changed on" in now.body.replace("\\", "")
    assert "Said once" in now.body
    assert "Source changed since" in Client().get(brief.get_absolute_url()).content.decode()


def test_a_count_says_how_many_it_was(officer: Persona, space: Space) -> None:
    who, source = share("B", space, "Zorilla", "Quokka sleeps.")
    share("A", space, "Stays", "Said once.")
    share("C", space, "Stays too", "Said twice.")
    brief = publish(officer, space)
    withdraw(who.viewer, source)
    page = Client().get(reverse("brief_source", args=[space.slug, brief.uid, 1])).content.decode()
    assert "it counted: 3" in page
    assert "Zorilla" not in page
