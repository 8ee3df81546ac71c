"""Issues and takeaways: their page, what answers them, what is made of them."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.organisations.viewers import Viewer
from intercity.posts import actions
from intercity.posts.answered import sums_of
from intercity.posts.links import ANSWERS, GREW
from intercity.posts.models import Link, Post
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(officer: Persona, space: Space, topic: Topic) -> Post:
    """Something that is wrong, for everybody."""
    return make_post(
        officer, space, kind="finding", title="Family violence", label=Label.CLEAR, topics=[topic], sort="issue"
    )


def answered(issue: Post, space: Space, count: int, label: str = Label.CLEAR, kind: str = "practice") -> list[Post]:
    made = []
    for _number in range(count):
        name = f"City {Post.objects.count()}"
        persona = make_persona(name, make_organisation(name))
        made.append(make_post(persona, space, kind=kind, title=f"Answer of {name}", label=label))
        actions.link(persona.viewer, made[-1], issue, ANSWERS)
    return made


def page(client: Client, post: Post) -> str:
    return client.get(post.get_absolute_url()).content.decode()


def test_it_is_not_in_the_composer_and_seeds_other_posts(officer: Persona, space: Space, issue: Post) -> None:
    assert officer.client.get(f"/spaces/{space.slug}/post/finding").status_code == 404
    shown = page(officer.client, issue)
    assert f"/spaces/{space.slug}/post/question?from={issue.uid}" in shown
    assert "Nothing is connected yet" in shown


def test_the_sentence_counts_practices_and_cities(issue: Post, space: Space) -> None:
    made = answered(issue, space, 3)
    second = make_persona("second", made[0].organisation)
    more = make_post(second, space, kind="practice", title="Another of the same city", label=Label.CLEAR)
    actions.link(second.viewer, more, issue, ANSWERS)
    assert "4 practices from 3 cities" in page(Client(), issue)
    answered(issue, space, 1, kind="update")
    assert "4 practices and 1 other post from 4 cities" in page(Client(), issue)


def test_the_count_is_of_what_this_viewer_sees(officer: Persona, issue: Post, space: Space) -> None:
    """A page that was kept for one audience must tell no other, and must follow labels that change."""
    public = answered(issue, space, 2)[0]
    hidden = answered(issue, space, 1, Label.GREEN)[0]
    assert "3 practices from 3 cities" in page(officer.client, issue)
    told = page(Client(), issue)
    assert "2 practices from 2 cities" in told
    assert str(hidden) not in told
    Post.objects.filter(pk=public.pk).update(label=Label.GREEN)
    assert str(sums_of(Viewer(), [issue.pk])[issue.pk]) == "1 practice from 1 city"


def test_withdrawn_answers_count_no_more(issue: Post, space: Space) -> None:
    answer = answered(issue, space, 1)[0]
    assert "1 practice from 1 city" in page(Client(), issue)
    assert answer.author is not None
    actions.withdraw(Persona(answer.author, answer.organisation).viewer, answer)
    assert "Nothing is connected yet" in page(Client(), issue)


def test_what_grew_is_shown_with_where_it_stands(officer: Persona, space: Space, issue: Post) -> None:
    address = f"/spaces/{space.slug}/post/question?from={issue.uid}"
    form = {"title": "Who runs a night line?", "body": "?", "label": "clear", "language": "en"}
    assert officer.client.post(address, form).status_code == 302
    made = Post.objects.get(title="Who runs a night line?")
    assert Link.objects.filter(source=issue, target=made, sort=GREW.name).exists()
    shown = page(Client(), issue)
    assert "What became of it" in shown
    assert "Waits for an answer" in shown or "Open" in shown
    assert shown.count("Who runs a night line?") == 1


def test_only_who_writes_is_offered_to_connect(officer: Persona, reader: Persona, issue: Post) -> None:
    assert "Connect what we do" in page(officer.client, issue)
    assert "Connect what we do" not in page(reader.client, issue)
    assert "Connect what we do" not in page(Client(), issue)


def test_many_answers_are_counted_whole_and_cost_the_same(
    issue: Post, space: Space, officer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intercity.posts.links.MOST_SHOWN", 2)
    answered(issue, space, 5)
    shown = page(officer.client, issue)
    assert "5 practices from 5 cities" in shown
    assert "3 more are not shown here" in shown


def test_it_is_edited_with_its_sort(officer: Persona, issue: Post) -> None:
    form = {"title": "Violence at home", "label": "clear", "language": "en", "sort": "takeaway"}
    assert officer.client.post(f"/posts/{issue.uid}/edit", form).status_code == 302
    issue = Post.objects.get(pk=issue.pk)
    assert (issue.title, issue.finding.sort) == ("Violence at home", "takeaway")
    assert officer.client.post(f"/posts/{issue.uid}/edit", {**form, "sort": "rumour"}).status_code == 422
