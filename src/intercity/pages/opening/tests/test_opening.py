"""A new crisis: from the first click to all cities asked, in three pages."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from intercity.activity.models import Activity
from intercity.kinds.rollcall.models import RollCall
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.spaces.models import OrganisationList, Space, Topic
from tests.personas import Persona, make_organisation

pytestmark = pytest.mark.django_db
NEW = {"name": "Heatwave 2027", "template": "crisis", "state": "active"}


@pytest.fixture
def standing() -> list[Organisation]:
    """A hundred and twenty cities that are invited into every new crisis, and one that nobody confirmed."""
    cities = [make_organisation(f"City {number}") for number in range(120)]
    row = OrganisationList.objects.create(name="All cities", is_standing=True)
    row.organisations.set([*cities, make_organisation("City of Nowhere", unclaimed=True)])
    return cities


def filled(persona: Persona) -> dict[str, object]:
    """What the page has chosen already, with the name typed."""
    form = persona.client.get("/spaces/new").context["form"]
    return {**{name: form[name].value() for name in form.fields if form[name].value() is not None}, **NEW}


def test_a_crisis_opens_with_cities_topics_and_a_welcome(
    coordinator: Persona, standing: list[Organisation], topic: Topic
) -> None:
    Topic.objects.create(slug="health", labels={"en": "Health"})
    answer = coordinator.client.post("/spaces/new", filled(coordinator))
    space = Space.objects.get()
    assert answer.headers["Location"] == f"/spaces/{space.slug}/ask-all?ready=situation"
    assert space.organisations.count() == 121
    assert [topic.slug for topic in space.topics.all()] == ["health"]
    post = Post.objects.get()
    assert (post.title, post.author, post.label) == ("Welcome to Heatwave 2027", coordinator.person, "green")
    assert post.pinned_at is not None
    assert [topic.slug for topic in post.topics.all()] == ["health"]
    assert "Health" in coordinator.client.get(f"/spaces/{space.slug}/about").content.decode()


def test_the_first_question_waits_on_the_next_page_and_reaches_everybody(
    coordinator: Persona, standing: list[Organisation]
) -> None:
    browser = coordinator.client
    page = browser.post("/spaces/new", filled(coordinator), follow=True)
    text = page.content.decode()
    assert "What is the situation in your city today?" in text
    answer = browser.post(page.request["PATH_INFO"], {**inputs(text), "do": "send"})
    assert answer.status_code == 302
    assert RollCall.objects.get().asked == 121


class Reader(HTMLParser):
    """What a browser sends of a form in which nothing is changed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        name, kind = at.get("name", ""), at.get("type", "text")
        if tag == "input" and name and (kind not in ("submit", "checkbox", "radio") or "checked" in at):
            self.found.setdefault(name, []).append(at.get("value", ""))
        elif tag == "textarea":
            self.area = name
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in at or self.select not in self.found):
            self.found[self.select] = [at.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found.setdefault(self.area, []).append(data)


def inputs(html: str) -> dict[str, list[str]]:
    """What stands in the fields of the main part of a page."""
    reader = Reader()
    reader.feed(html[html.index("<main") :])
    return reader.found


def test_colleagues_look_after_it_too(coordinator: Persona, officer: Persona) -> None:
    data = {**filled(coordinator), "coordinators": f"{officer.person.email.upper()}; "}
    coordinator.client.post("/spaces/new", data)
    assert set(Space.objects.get().coordinators.all()) == {coordinator.person, officer.person}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"coordinators": "nobody@example.org"}, "Invite and verify the person first"),
        ({"coordinators": "no address"}, "This is no e-mail address: no address"),
        ({"name": " "}, "This field is required"),
        ({"first": "nonsense"}, "Select a valid choice"),
        ({"topics": ["nonsense"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    wrong: dict[str, object], said: str, coordinator: Persona
) -> None:
    answer = coordinator.client.post("/spaces/new", {**filled(coordinator), "welcome": "Hello all", **wrong})
    assert said in answer.content.decode()
    assert "Hello all" in answer.content.decode()
    assert not Space.objects.exists()


def test_other_templates_open_bare(coordinator: Persona, standing: list[Organisation]) -> None:
    coordinator.client.post("/spaces/new", {**filled(coordinator), "template": "partnership"})
    assert list(Space.objects.get().organisations.all()) == [coordinator.organisation]
    assert not Post.objects.exists()


def test_a_coordinator_who_speaks_for_nobody_opens_it_without_a_welcome(
    coordinator: Persona, standing: list[Organisation]
) -> None:
    coordinator.person.memberships.all().delete()
    answer = coordinator.client.post("/spaces/new", filled(coordinator))
    assert answer.headers["Location"] == "/spaces/heatwave-2027/"
    assert Space.objects.get().organisations.count() == 120
    assert not Post.objects.exists()


def test_it_opens_whole_or_not_at_all(coordinator: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    data = filled(coordinator)
    with monkeypatch.context() as patched:
        patched.setattr("intercity.pages.opening.opening.pin", die)
        with pytest.raises(KeyboardInterrupt):
            coordinator.client.post("/spaces/new", data)
    assert (Space.objects.count(), Post.objects.count(), Activity.objects.count()) == (0, 0, 0)
    coordinator.client.post("/spaces/new", data)
    assert (Space.objects.count(), Post.objects.count()) == (1, 1)


def test_without_a_standing_list_every_city_is_in(coordinator: Persona, officer: Persona, partner: Persona) -> None:
    make_organisation("City of Nowhere", unclaimed=True)
    coordinator.client.post("/spaces/new", filled(coordinator))
    assert set(Space.objects.get().organisations.all()) == {coordinator.organisation, officer.organisation}
