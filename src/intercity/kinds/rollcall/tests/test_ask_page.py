"""The page on which all cities are asked: /spaces/<slug>/ask-all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.readymade import READYMADE, find_readymade
from intercity.kinds.rollcall.tests.helpers import make_rollcall
from intercity.organisations.models import Organisation
from intercity.posts.models import Draft, Post
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import OrganisationList, Space, Topic
from intercity.spaces.terms import do_save_terms
from tests.personas import Persona, make_organisation, make_post

pytestmark = pytest.mark.django_db

Index = Callable[[], None]
ONE_FIELD = {"fields": "1", "field-0-type": "standing", "field-0-label": ""}


def typed(**more: Any) -> dict[str, Any]:
    """A roll call as a browser sends it."""
    return {
        "title": "Are playgrounds closed?", "body": "The ministry asks.", "language": "en", "label": "green",
        "answers_label": "green", "when": "tomorrow", "who": "space", **ONE_FIELD, **more,
    }  # fmt: skip


def ask(persona: Persona, space: Space, **more: Any) -> Any:
    return persona.client.post(f"/spaces/{space.slug}/ask-all", typed(**more))


@pytest.fixture
def joined(space: Space, nice: Organisation, torino: Organisation) -> Space:
    """Two cities are in the space."""
    do_join(space, nice)
    do_join(space, torino)
    return space


def test_a_coordinator_asks_everybody_in_the_space(coordinator: Persona, joined: Space, nice: Organisation) -> None:
    page = coordinator.client.get(f"/spaces/{joined.slug}/ask-all")
    assert page.status_code == 200
    answer = ask(coordinator, joined)
    rollcall = RollCall.objects.get()
    assert answer.headers["Location"] == rollcall.post.get_absolute_url()
    assert rollcall.asked == rollcall.invited.count() == 2
    assert [(one.type, one.label) for one in rollcall.fields.all()] == [("standing", "Are playgrounds closed?")]
    assert (rollcall.scope, rollcall.answers_label, rollcall.repeat) == ({"who": "space"}, "green", "")
    assert timezone.localtime(rollcall.deadline).hour == 12
    assert nice in [row.organisation for row in rollcall.invited.all()]


def test_the_preview_says_who_is_asked_and_asks_nobody(coordinator: Persona, joined: Space) -> None:
    answer = ask(coordinator, joined, do="preview", body="**Because** the ministry asks.")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 organisations will be asked" in page
    assert "Nice, Torino" in page
    assert "<strong>Because</strong>" in page
    assert "Not our task" in page
    assert not Post.objects.exists()


def test_whoever_is_asked_has_changed_since_the_preview(coordinator: Persona, joined: Space) -> None:
    answer = ask(coordinator, joined, do="send", counted="17")
    assert "Look again" in answer.content.decode()
    assert not Post.objects.exists()
    assert ask(coordinator, joined, do="send", counted="2").status_code == 302


def test_on_a_sensitive_topic_the_words_are_looked_at_first(coordinator: Persona, joined: Space) -> None:
    do_save_terms([Topic(slug="danger", labels={"en": "Danger"}, is_sensitive=True)])
    words = {"topics": "danger", "field-0-label": "Where is Frau Meier?"}
    page = ask(coordinator, joined, **words).content.decode()
    assert "<mark>Frau Meier<" in page
    assert "Where is Frau Meier?" in ask(coordinator, joined, **words, change="1").content.decode()
    pressed = page.partition('name="looked_at" value="')[2].partition('"')[0]
    other = {**words, "field-0-label": "Where is Herr Meier?"}
    assert ask(coordinator, joined, **other, looked_at=pressed).status_code == 200
    assert not Post.objects.exists()
    assert ask(coordinator, joined, **words, looked_at=pressed).status_code == 302


def test_fields_are_added_moved_and_removed_without_a_script(coordinator: Persona, joined: Space) -> None:
    two = {
        "fields": "2", "field-0-type": "number", "field-0-label": "How many?", "field-0-unit": "beds",
        "field-1-type": "one", "field-1-label": "Where?", "field-1-options": "Hotels\nHalls",
    }  # fmt: skip
    page = ask(coordinator, joined, do="add", **two).content.decode()
    assert 'name="fields" value="3"' in page
    page = ask(coordinator, joined, do="up-1", **two).content.decode()
    assert page.index('value="Where?"') < page.index('value="How many?"')
    page = ask(coordinator, joined, do="remove-0", **two).content.decode()
    assert "How many?" not in page
    assert "Hotels\nHalls" in page
    assert "The ministry asks." in page
    ask(coordinator, joined, **two)
    stood = [(one.name, one.type, one.unit, one.options) for one in RollCall.objects.get().fields.all()]
    assert stood == [
        ("f1", "number", "beds", []),
        ("f2", "one", "", [{"id": "a", "label": "Hotels"}, {"id": "b", "label": "Halls"}]),
    ]


WRONG = [
    ({"title": ""}, "This field is required"),
    ({"when": "moment", "deadline": "2020-01-01T10:00"}, "This moment has passed"),
    ({"when": "moment", "deadline": ""}, "Choose day and time"),
    ({"when": "moment", "deadline": "2099-01-01T10:00"}, "within a year"),
    ({"when": "never"}, "never is not one of the available choices"),
    ({"label": "green", "answers_label": "clear"}, "may not reach more people"),
    ({"label": "red"}, "red is not one of the available choices"),
    ({"fields": "2", "field-0-label": "How many?", "field-1-label": "how  MANY?"}, "Another field asks the same"),
    ({"fields": "2", "field-0-label": "How many?"}, "Write what you ask"),
    ({"field-0-type": "one", "field-0-options": "Only one"}, "Write at least two"),
    ({"field-0-type": "several", "field-0-options": "Hotels\n hotels "}, "stands there twice"),
    ({"field-0-type": "money", "field-0-currency": "XXX"}, "We do not know this currency"),
    ({"fields": "7", **{f"field-{n}-label": f"Question {n}" for n in range(7)}}, "Ask 6 things at most"),
    ({"who": "names", "names": "City of Nowhere"}, "We do not know “City of Nowhere”"),
    ({"who": "names", "names": "City of Torrino"}, "Did you mean"),
    ({"who": "names", "names": ""}, "Write at least one name"),
    ({"who": "country", "country": "XX"}, "XX is not one of the available choices"),
    ({"who": "level", "level": "national"}, "Nobody would be asked"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    coordinator: Persona, joined: Space, wrong: dict[str, Any], said: str
) -> None:
    answer = ask(coordinator, joined, **{"body": "Typed with care.", **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Typed with care." in answer.content.decode()
    assert not Post.objects.exists()
    assert "Typed with care." in coordinator.client.get(f"/spaces/{joined.slug}/ask-all").content.decode()


def test_a_draft_comes_back_with_its_fields_and_goes_when_it_is_sent(coordinator: Persona, joined: Space) -> None:
    half = {"title": "Half written", "field-0-label": "What is open?", "who": "names", "names": "Nice"}
    ask(coordinator, joined, do="add", **half)
    page = coordinator.client.get(f"/spaces/{joined.slug}/ask-all").content.decode()
    for text in ("Half written", "What is open?", 'name="fields" value="2"', "it was not sent"):
        assert text in page
    key = f"compose-{joined.uid}-rollcall"
    gone = coordinator.client.post(f"/drafts/{key}/discard")
    assert gone.headers["Location"] == f"/spaces/{joined.slug}/ask-all"
    ask(coordinator, joined, do="preview")
    ask(coordinator, joined)
    assert not Draft.objects.exists()


def test_sending_twice_asks_once(coordinator: Persona, joined: Space) -> None:
    Space.objects.update(ask_alls_per_week=1)
    first, second = (ask(coordinator, joined, uid="bcdfghjkmnpq") for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert RollCall.objects.count() == 1


def test_who_may_ask(
    client: Client, joined: Space, coordinator: Persona, officer: Persona, reader: Persona, stranger: Persona
) -> None:
    for persona in (officer, reader, stranger):
        assert ask(persona, joined).status_code == 403
    assert client.post(f"/spaces/{joined.slug}/ask-all", typed()).status_code == 302
    assert not Post.objects.exists()
    Space.objects.update(who_asks_all="officers")
    assert ask(reader, joined).status_code == ask(stranger, joined).status_code == 403
    assert ask(officer, joined).status_code == 302
    assert RollCall.objects.get().post.organisation == officer.organisation
    # The one who asks is asked too.
    assert RollCall.objects.get().invited.filter(organisation=officer.organisation).exists()


def test_nobody_asks_by_the_ordinary_composer(coordinator: Persona, officer: Persona, joined: Space) -> None:
    for persona in (coordinator, officer):
        assert persona.client.get(f"/spaces/{joined.slug}/post/rollcall").status_code in (403, 404)


def test_the_button_stands_beside_the_composer_for_those_who_may_only(
    coordinator: Persona, officer: Persona, colleague: Persona, joined: Space
) -> None:
    link = f"/spaces/{joined.slug}/ask-all"
    for persona, seen in ((coordinator, True), (officer, False), (coordinator, True), (colleague, False)):
        page = persona.client.get(f"/spaces/{joined.slug}/").content.decode()
        assert (link in page) == seen
    assert link not in officer.client.get(f"/spaces/{joined.slug}/post/update").content.decode()
    answer = coordinator.client.post(
        f"/spaces/{joined.slug}/settings",
        {
            "name": "Heat", "description": "", "state": "active", "default_label": "green", "widest_label": "clear",
            "open_to_network": "True", "next_ring_hours": "3", "escalate_hours": "9", "asks_per_week": "2",
            "who_asks_all": "officers", "ask_alls_per_week": "5",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert link in officer.client.get(f"/spaces/{joined.slug}/").content.decode()
    assert link in officer.client.get(f"/spaces/{joined.slug}/post/update").content.decode()


def test_a_space_asks_so_often_in_a_week(coordinator: Persona, officer: Persona, joined: Space) -> None:
    Space.objects.update(ask_alls_per_week=2)
    for number in range(2):
        assert ask(coordinator, joined, title=f"Question {number}").status_code == 302
    answer = ask(coordinator, joined, title="One too many")
    assert answer.status_code == 422
    assert "2 times in a week at most" in answer.content.decode()
    assert "One too many" in answer.content.decode()
    assert "2 times in a week" in coordinator.client.get(f"/spaces/{joined.slug}/ask-all").content.decode()
    exercise = do_create_space("Exercise", state="exercise", organisations=joined.organisations.all())
    assert ask(coordinator, exercise).status_code == 302
    Post.objects.filter(title="Question 0").update(published_at=timezone.now() - timedelta(days=8))
    assert ask(coordinator, joined, title="A week later").status_code == 302


def test_whoever_cannot_see_it_or_takes_no_part_is_left_out_and_counted(
    coordinator: Persona, joined: Space, partner: Persona
) -> None:
    make_organisation("Imported town", country="IT", unclaimed=True)
    page = ask(coordinator, joined, do="preview", who="country", country="FR", country_level="").content.decode()
    assert "1 organisation will be asked" in page
    assert "1 organisation is not asked: it cannot see" in page
    page = ask(coordinator, joined, do="preview", who="country", country="IT", country_level="").content.decode()
    assert "1 organisation is not asked: nobody there takes part" in page
    public = {"label": "clear", "answers_label": "clear"}
    ask(coordinator, joined, who="country", country="FR", country_level="", **public)
    assert RollCall.objects.get().asked == 2


def test_organisations_are_named_however_they_are_written(coordinator: Persona, space: Space) -> None:
    named = [make_organisation("City of Évry", short_name="Évry"), make_organisation("City of Nice", short_name="Nice")]
    ask(coordinator, space, who="names", names="evry\n  CITY OF NICE\nNice")
    rollcall = RollCall.objects.get()
    assert {row.organisation for row in rollcall.invited.all()} == set(named)
    assert set(rollcall.scope["organisations"]) == {one.uid for one in named}


def test_another_space_is_offered_to_those_who_know_of_it(coordinator: Persona, partner: Persona, space: Space) -> None:
    hidden = do_create_space("Closed project", template="project", organisations=[make_organisation("City of Ghent")])
    Space.objects.filter(pk=hidden.pk).update(widest_label="green")
    assert partner.organisation
    do_join(space, partner.organisation)
    Space.objects.filter(pk=space.pk).update(who_asks_all="officers")
    assert "Closed project" not in partner.client.get(f"/spaces/{space.slug}/ask-all").content.decode()
    answer = ask(partner, space, who="other", other=hidden.uid)
    assert answer.status_code == 422
    assert ask(coordinator, space, who="other", other=hidden.uid).status_code == 302
    assert [row.organisation.name for row in RollCall.objects.get().invited.all()] == ["City of Ghent"]


def test_a_choice_is_kept_as_a_list_and_chosen_again(coordinator: Persona, officer: Persona, joined: Space) -> None:
    page = ask(coordinator, joined, do="save-list", list_name="Our two").content.decode()
    assert "“Our two” is saved" in page
    assert "Are playgrounds closed?" in page
    kept = OrganisationList.objects.get()
    assert kept.organisations.count() == 2
    again = ask(coordinator, joined, do="save-list", list_name="our TWO")
    assert "Another list has this name" in again.content.decode()
    ask(coordinator, joined, who="list", saved=kept.uid)
    assert RollCall.objects.get().asked == 2
    Space.objects.update(who_asks_all="officers")
    page = officer.client.get(f"/spaces/{joined.slug}/ask-all").content.decode()
    assert "Our two" not in page
    assert ask(officer, joined, who="list", saved=kept.uid).status_code == 422
    assert ask(officer, joined, do="save-list", list_name="Mine").status_code == 403


def test_ready_made_questions_can_be_sent_as_they_are(coordinator: Persona, joined: Space) -> None:
    page = coordinator.client.get(f"/spaces/{joined.slug}/ask-all?ready=shelters").content.decode()
    assert "Have you opened hotels or halls as shelters?" in page
    assert "People without a home" in page
    assert 'value="beds"' in page
    assert coordinator.client.get(f"/spaces/{joined.slug}/ask-all?ready=nothing").status_code == 200


@pytest.mark.parametrize("ready", [one.name for one in READYMADE])
def test_whatever_is_filled_in_can_be_sent_as_it_stands(coordinator: Persona, joined: Space, ready: str) -> None:
    page = coordinator.client.get(f"/spaces/{joined.slug}/ask-all?ready={ready}")
    rows = page.context["asking"].rows
    said = {f"{row.prefix}-{bound.name}": bound.value() or "" for row in rows for bound in row}
    assert ask(coordinator, joined, **{**said, "fields": str(len(rows))}).status_code == 302
    found = find_readymade(ready)
    assert found is not None
    stood = [(one.type, one.label, one.options, one.unit) for one in RollCall.objects.get().fields.all()]
    assert stood == [(one["type"], one["label"], one["options"], one["unit"]) for one in found.field_data()]


def test_what_belongs_to_another_type_is_not_looked_at(coordinator: Persona, joined: Space) -> None:
    odd = {"field-0-currency": "beds", "field-0-unit": "x" * 99, "field-0-options": "One"}
    assert ask(coordinator, joined, **odd).status_code == 302
    field = RollCall.objects.get().fields.get()
    assert (field.unit, field.options) == ("", [])


def test_one_asks_again_like_an_earlier_one(
    coordinator: Persona, officer: Persona, joined: Space, nice: Organisation
) -> None:
    scope = {"who": "names", "organisations": [nice.uid]}
    first = make_rollcall(coordinator, joined, [nice], scope=scope)
    page = coordinator.client.get(f"/spaces/{joined.slug}/ask-all?like={first.post.uid}").content.decode()
    for text in ("Playgrounds today", "Are playgrounds closed?", 'value="playgrounds"', "City of Nice\n"):
        assert text.strip() in page
    elsewhere = do_create_space("Elsewhere", coordinators=[officer.person])
    page = officer.client.get(f"/spaces/{elsewhere.slug}/ask-all?like={first.post.uid}").content.decode()
    assert "Playgrounds today" in page
    assert "City of Nice</textarea>" not in page
    other = make_post(coordinator, joined)
    assert coordinator.client.get(f"/spaces/{joined.slug}/ask-all?like={other.uid}").status_code == 404
    assert coordinator.client.get(f"/spaces/{joined.slug}/ask-all?like=nothing").status_code == 404


@pytest.mark.proof
def test_ten_thousand_are_asked_at_once(coordinator: Persona, space: Space) -> None:
    cities = [Organisation(name=f"City {n}", slug=f"city-{n}", country="FR") for n in range(10_000)]
    Organisation.objects.bulk_create(cities, batch_size=1000)
    page = ask(coordinator, space, who="level", level="local", do="preview").content.decode()
    assert "10000 organisations will be asked" in page
    assert ask(coordinator, space, who="level", level="local").status_code == 302
    assert RollCall.objects.get().invited.count() == RollCall.objects.get().asked == 10_000


def test_what_answers_it_already_is_shown_before_it_is_sent(
    index: Index, coordinator: Persona, joined: Space, nice: Organisation, officer: Persona
) -> None:
    make_rollcall(coordinator, joined, [nice])
    make_post(officer, joined, kind="practice", title="Playgrounds closed at noon", label="clear")
    index()
    page = ask(coordinator, joined, do="preview", title="Which playgrounds are closed today?").content.decode()
    assert "This was written about already" in page
    assert "Playgrounds today" in page
    assert "Playgrounds closed at noon" in page
    assert "Words that match" in page
