"""From the choices to the published brief, as a coordinator does it in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intercity.briefs.models import Brief, Cited
from intercity.briefs.personal import FIELDS
from intercity.posts.actions import change_label
from intercity.posts.links import BASIS
from intercity.posts.models import Link, Post, State
from intercity.spaces.models import Label, Space, SpaceCoordinator, Topic
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def mayor(officer: Persona, space: Space) -> Client:
    """An officer who coordinates the space."""
    SpaceCoordinator.objects.create(space=space, person=officer.person)
    return officer.client


def choices(**changes: str) -> dict[str, str]:
    """The form, filled in."""
    today = timezone.now().date()
    days = {"since": (today - timedelta(days=30)).isoformat(), "until": today.isoformat()}
    return {"label": "clear", "language": "en", **days, **changes}


def make(client: Client, space: Space, **changes: str) -> Brief:
    """A brief, made on the page."""
    answer = client.post(reverse("brief", args=[space.slug]), choices(**changes))
    assert answer.status_code == 302, answer.content.decode()
    return Brief.objects.latest("pk")


def page_of(client: Client, brief: Brief) -> str:
    """Its page."""
    return client.get(reverse("brief_one", args=[brief.space.slug, brief.uid])).content.decode()


def send(client: Client, brief: Brief, act: str, **data: object) -> tuple[int, str]:
    """Press a button of its page."""
    answer = client.post(reverse(f"brief_{act}", args=[brief.space.slug, brief.uid]), data)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


def digest_in(page: str) -> str:
    """What the button that publishes sends along."""
    return page.partition('name="digest" value="')[2].partition('"')[0]


def share(officer: Persona, space: Space, title: str = "Cool rooms", **fields: object) -> Post:
    """A public practice."""
    usual = {"kind": "practice", "title": title, "label": Label.CLEAR}
    return make_post(officer, space, **{**usual, **fields})  # type: ignore[arg-type]


def test_every_sentence_ends_in_a_source_that_is_listed(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space, cost="2,000 euros", outcome="Nobody fainted. It was cheap.")
    make_post(officer, space, kind="question", title="Who pays?", label=Label.CLEAR)
    page = page_of(mayor, make(mayor, space))
    paper = page.partition('<article class="brief"')[2].partition("</article>")[0]
    said, _, sources = paper.partition('class="brief-sources"')
    rows = re.findall(r"<(?:li|tr)>.*?</(?:li|tr)>", said.replace("<thead><tr>", "<thead><TR>"))
    assert len(rows) > 5
    assert all(re.search(r'href="#source-\d+".*?</a>(</td></tr>|</li>)$', row) for row in rows), rows
    assert set(re.findall(r"#source-(\d+)", said)) == set(re.findall(r'id="source-(\d+)"', sources))
    assert "Cool rooms" in said
    assert "Nobody fainted." in said
    assert "Who pays?" in said


def test_the_same_input_gives_the_same_bytes(officer: Persona, mayor: Client, space: Space) -> None:
    for number in range(12):
        share(officer, space, f"Measure {number}", reached="1" if number % 3 else "")
    brief = make(mayor, space)
    # A second one of the same input, at the same moment.
    other = make(mayor, space)
    assert other.keys == brief.keys
    Brief.objects.filter(pk=other.pk).update(as_of=brief.as_of)
    for ending in ("md", "pdf", "docx", "odt"):
        path = reverse("brief_file", args=[space.slug, brief.uid, ending])
        assert mayor.get(path).content == mayor.get(path).content
    first, second = (
        mayor.get(reverse("brief_file", args=[space.slug, one.uid, "md"])).content.replace(one.uid.encode(), b"")
        for one in (brief, other)
    )
    assert first == second
    # What comes later is in neither.
    share(officer, space, "Later")
    assert "Later" not in page_of(mayor, brief)


def test_what_is_published_rests_on_its_sources(officer: Persona, mayor: Client, space: Space) -> None:
    source = share(officer, space, "Cool *rooms* @nice [here](https://x.example)")
    brief = make(mayor, space)
    assert send(mayor, brief, "publish", digest=digest_in(page_of(mayor, brief)))[0] == 302
    post = Post.objects.get(uid=brief.uid)
    assert (post.label, post.state) == (Label.CLEAR, State.PUBLISHED)
    assert list(Link.objects.filter(source=post, sort=BASIS.name).values_list("target", flat=True)) == [source.pk]
    page = Client().get(post.get_absolute_url()).content.decode()
    assert "Cool *rooms*" in page
    assert "[here](https://x.example)" in page
    assert '/organisations/city-of-nice/">@' not in post.html
    assert f'href="{source.get_absolute_url()}"' in post.html
    assert post.title in Client().get(source.get_absolute_url()).content.decode()
    # The number of what was counted leads to the list of it.
    path = re.findall(r'href="(/spaces/[^"]*/sources/\d+)"', page)
    assert not path or Client().get(path[0]).status_code == 200
    # Sent twice, it is published once.
    assert send(mayor, brief, "publish", digest="x")[0] == 302
    assert Post.objects.filter(kind=post.kind, title=post.title).count() == 1


def test_a_source_that_is_narrowed_before_publishing_stops_it(officer: Persona, mayor: Client, space: Space) -> None:
    source = share(officer, space, "Zorilla")
    share(officer, space, "Stays")
    brief = make(mayor, space)
    digest = digest_in(page_of(mayor, brief))
    Post.objects.filter(pk=source.pk).update(label=Label.AMBER)
    status, page = send(mayor, brief, "publish", digest=digest)
    assert status == 422
    assert "Zorilla" not in page
    assert not Post.objects.filter(uid=brief.uid).exists()
    assert send(mayor, brief, "edit", lost="1", version=brief.version)[0] == 302
    assert send(mayor, brief, "publish", digest=digest_in(page_of(mayor, brief)))[0] == 302
    assert "Zorilla" not in Post.objects.get(uid=brief.uid).body


def test_a_source_that_says_something_else_meanwhile_stops_it(officer: Persona, mayor: Client, space: Space) -> None:
    source = share(officer, space)
    brief = make(mayor, space)
    digest = digest_in(page_of(mayor, brief))
    Post.objects.filter(pk=source.pk).update(title="Another title")
    assert send(mayor, brief, "publish", digest=digest)[0] == 409
    assert not Post.objects.filter(uid=brief.uid).exists()


def test_sentences_are_left_out_added_and_ordered(officer: Persona, mayor: Client, space: Space) -> None:
    for number in range(3):
        share(officer, space, f"Measure {number}", body="")
    brief = make(mayor, space)
    practices = [key for key in brief.keys if key.startswith("practice/") and key != "practice/all"]
    assert len(practices) == 2, "no more than two of one city"
    others = [f"practice/{post.uid}" for post in Post.objects.filter(kind="practice")]
    third = next(key for key in others if key not in practices)
    places = {f"place:{practices[0]}": "9", f"place:{practices[1]}": "8", f"place:{third}": "1"}
    wanted = [*practices, third, "nonsense"]
    assert send(mayor, brief, "edit", keep=wanted, version=1, **places)[0] == 302
    brief.refresh_from_db()
    assert brief.keys == [third, practices[1], practices[0]]
    assert "In numbers" not in page_of(mayor, brief).partition("</article>")[0]


def test_of_two_who_change_it_at_once_the_second_is_told(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space)
    brief = make(mayor, space)
    assert send(mayor, brief, "edit", keep=brief.keys[:2], version=1)[0] == 302
    assert send(mayor, brief, "edit", keep=brief.keys[:1], version=1)[0] == 409
    assert send(mayor, brief, "edit", keep=[], version=2)[0] == 422
    assert send(mayor, brief, "edit", keep=brief.keys[:1], version="zq", **{"place:all": "-1"})[0] == 409
    brief.refresh_from_db()
    assert len(brief.keys) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "red"}, {"label": "zq"}, {"since": "2030-01-01", "until": "2020-01-01"}, {"since": "0000-99-99"},
        {"language": "tlh"}, {"topics": "no-such-topic"},
    ],
)  # fmt: skip
def test_bad_choices_are_refused(changes: dict[str, str], mayor: Client, space: Space) -> None:
    answer = mayor.post(reverse("brief", args=[space.slug]), choices(**changes))
    assert answer.status_code == 422
    assert not Brief.objects.exists()


def test_the_longest_time_there_is(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space)
    brief = make(mayor, space, since="0001-01-01", until="9999-12-31")
    assert "Cool rooms" in page_of(mayor, brief)


def test_nothing_public_is_said_and_not_published(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space, label=Label.AMBER)
    brief = make(mayor, space)
    assert "Nothing that these readers may see" in page_of(mayor, brief)
    assert send(mayor, brief, "publish", digest="")[0] == 422


def test_by_topic(officer: Persona, mayor: Client, space: Space, topic: Topic) -> None:
    share(officer, space, "Rooms", topics=[topic])
    share(officer, space, "Masks")
    paper = page_of(mayor, make(mayor, space, topics=topic.slug)).partition("</article>")[0]
    assert "Rooms" in paper
    assert "Masks" not in paper


def test_who_does_not_coordinate_makes_none(officer: Persona, mayor: Client, space: Space, reader: Persona) -> None:
    address = reverse("brief", args=[space.slug])
    share(officer, space)
    brief = make(mayor, space)
    for client in (reader.client, Client()):
        assert "Make the brief" not in client.get(address).content.decode()
        assert client.post(address, choices()).status_code == 403
        assert client.get(reverse("brief_one", args=[space.slug, brief.uid])).status_code == 404
    assert send(reader.client, brief, "drop")[0] == 404
    assert send(mayor, brief, "publish", digest=digest_in(page_of(mayor, brief)))[0] == 302
    assert send(reader.client, brief, "edit", keep=brief.keys, version=1)[0] == 403
    assert Client().get(reverse("brief_one", args=[space.slug, brief.uid])).status_code == 200
    assert Cited.objects.filter(brief=brief).exists()


def test_a_dropped_brief_is_gone(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space)
    brief = make(mayor, space)
    assert send(mayor, brief, "drop")[0] == 302
    assert not Brief.objects.exists()


def test_in_another_language_what_is_quoted_stays(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space, "Cool rooms")
    page = page_of(mayor, make(mayor, space, language="fr"))
    assert '<article class="brief" lang="fr">' in page
    assert '<span lang="en">Cool rooms</span>' in page


def test_the_files_open(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space, "Прохладни стаи")
    brief = make(mayor, space)
    begins = {"md": b"# ", "pdf": b"%PDF", "docx": b"PK", "odt": b"PK"}
    for ending, begin in begins.items():
        answer = mayor.get(reverse("brief_file", args=[space.slug, brief.uid, ending]))
        assert answer.content.startswith(begin), ending
    assert mayor.get(reverse("brief_file", args=[space.slug, brief.uid, "exe"])).status_code == 404


def test_a_source_that_is_narrowed_later_is_told(
    officer: Persona, mayor: Client, coordinator: Persona, space: Space
) -> None:
    """The published text is frozen; whoever looks after it hears of it, its page says it, and files are without it."""
    source = share(officer, space, "Zorilla")
    share(officer, space, "Stays")
    brief = make(mayor, space)
    send(mayor, brief, "publish", digest=digest_in(page_of(mayor, brief)))
    post = Post.objects.get(uid=brief.uid)
    told = "Briefs that lost a source lately"
    assert told not in mayor.get(reverse("desk")).content.decode()
    assert "withdrawn:" not in Client().get(post.get_absolute_url()).content.decode()
    change_label(officer.viewer, source, Label.AMBER)
    for client in (mayor, coordinator.client):
        desk = client.get(reverse("desk")).content.decode()
        assert told in desk
        assert brief.uid in desk
    assert "Source withdrawn: " in Client().get(post.get_absolute_url()).content.decode()
    live = Client().get(reverse("brief_one", args=[space.slug, brief.uid])).content.decode()
    assert "Zorilla" not in live
    assert "Stays" in live
    assert "not all of its readers may see any more" in page_of(mayor, brief)


def test_a_brief_that_is_opened_to_more_people_quotes_less(officer: Persona, mayor: Client, space: Space) -> None:
    source = share(officer, space, "Zorilla", label=Label.GREEN)
    share(officer, space, "Stays")
    brief = make(mayor, space, label="green")
    send(mayor, brief, "publish", digest=digest_in(page_of(mayor, brief)))
    # As it could be done once.
    Post.objects.filter(uid=brief.uid).update(label=Label.CLEAR)
    live = Client().get(reverse("brief_one", args=[space.slug, brief.uid])).content.decode()
    assert "Stays" in live
    assert "Zorilla" not in live
    assert source.title not in live


def test_who_made_it_is_forgotten_when_erased(officer: Persona, mayor: Client, space: Space) -> None:
    share(officer, space)
    brief = make(mayor, space)
    erased = [field.name for field in FIELDS]
    assert erased == ["made_by"]
    officer.person.delete()
    brief.refresh_from_db()
    assert brief.made_by is None
