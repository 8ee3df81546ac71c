"""The life of an action: proposed, selected, accepted, done; and who may take which step."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.kinds.action.actions import Told, do_move, move, tell
from intercity.kinds.action.models import Action, Milestone, Stage
from intercity.kinds.action.telling import stages
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("torino")]
LINES = "2027-03-01 | Framework agreed\n2027-09-01 | Tested | City of Torino"


def propose(officer: Persona, space: Space, **details: str) -> Post:
    """By Nice, to be led by Torino unless said otherwise."""
    return make_post(
        officer, space, kind="action", title="A tool", **{"lead": "Torino", "milestones": LINES, **details}
    )


def stage_of(post: Post) -> str:
    return Action.objects.get(post=post).stage


def test_an_action_counts_once_it_is_selected_and_its_lead_accepted(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space
) -> None:
    post = propose(officer, space)
    assert (stage_of(post), post.action.counts) == (Stage.PROPOSED, False)
    move(coordinator.viewer, post, "select")
    assert stage_of(post) == Stage.SELECTED
    assert not Action.objects.get(post=post).counts
    move(officer_elsewhere.viewer, fresh(post), "accept")
    row = Action.objects.get(post=post)
    assert row.counts
    assert [(step.stage, step.organisation.name, step.by) for step in row.steps.all()] == [
        ("selected", "Secretariat", coordinator.person), ("accepted", "City of Torino", officer_elsewhere.person),
    ]  # fmt: skip
    verbs = list(Activity.objects.filter(verb__startswith="action.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["action.selected", "action.accepted"]


def fresh(post: Post) -> Post:
    return Post.objects.select_related("space", "organisation").with_details().get(pk=post.pk)


def test_whoever_proposed_to_lead_it_has_accepted_it(officer: Persona, coordinator: Persona, space: Space) -> None:
    post = propose(officer, space, lead="")
    move(coordinator.viewer, post, "select")
    assert stage_of(post) == Stage.ACCEPTED


def test_each_step_is_for_its_own_people(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, reader: Persona, space: Space
) -> None:
    post = propose(officer, space)
    for persona, name in ((officer, "select"), (officer_elsewhere, "select"), (officer_elsewhere, "accept")):
        with pytest.raises(PermissionDenied):
            move(persona.viewer, fresh(post), name)
    move(coordinator.viewer, fresh(post), "select")
    for persona, name in ((officer, "accept"), (coordinator, "accept"), (reader, "accept"), (officer, "decline")):
        with pytest.raises(PermissionDenied):
            move(persona.viewer, fresh(post), name)
    assert stage_of(post) == Stage.SELECTED


def test_two_who_press_at_once_take_one_step(officer: Persona, coordinator: Persona, space: Space) -> None:
    post = propose(officer, space)
    assert coordinator.organisation is not None
    do_move(post, "select", coordinator.organisation, coordinator.person)
    with pytest.raises(PermissionDenied, match="quicker"):
        do_move(post, "select", coordinator.organisation, coordinator.person)
    assert stage_of(post) == Stage.SELECTED


def lead_it(officer: Persona, post: Post, lead: str) -> None:
    actions.edit(officer.viewer, fresh(post), PostContent(title="A tool", body="Some text.", details={"lead": lead}))


@pytest.mark.parametrize(("first", "then"), [("", "City of Torino"), ("City of Torino", "")])
def test_another_lead_has_to_accept_anew(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space, first: str, then: str
) -> None:
    post = propose(officer, space, lead=first)
    old, new = (officer_elsewhere, officer) if first else (officer, officer_elsewhere)
    move(coordinator.viewer, post, "select")
    if first:
        move(old.viewer, fresh(post), "accept")
    lead_it(officer, post, then)
    assert stage_of(post) == Stage.SELECTED
    assert list(Milestone.objects.values_list("title", flat=True)) == ["Framework agreed", "Tested"]
    asked = Activity.objects.order_by("pk").last()
    assert asked is not None
    assert (asked.verb, list(stages.listeners(asked))) == ("action.selected", [new.person])
    lead_it(officer, post, then)
    assert Activity.objects.filter(verb="action.selected").count() == 2
    with pytest.raises(PermissionDenied):
        move(old.viewer, fresh(post), "accept")
    move(new.viewer, fresh(post), "accept")
    said = list(Action.objects.get(post=post).steps.values_list("stage", flat=True))
    assert said[-3:] == ["accepted", "selected", "accepted"]


def test_another_lead_of_what_only_was_proposed_is_asked_when_it_is_selected(officer: Persona, space: Space) -> None:
    post = propose(officer, space, lead="")
    lead_it(officer, post, "City of Torino")
    assert stage_of(post) == Stage.PROPOSED
    assert not Activity.objects.filter(verb="action.selected").exists()


@pytest.mark.parametrize("over", ["finish", "stop"])
def test_what_is_over_stays_with_whoever_led_it(
    officer: Persona, coordinator: Persona, space: Space, over: str
) -> None:
    post = propose(officer, space, lead="", milestones="2027-03-01 | Framework agreed")
    move(coordinator.viewer, post, "select")
    move(officer.viewer, fresh(post), over, "No money left")
    form = {"title": "Other words", "body": "Some text.", "label": "clear", "language": "en",
            "milestones": "2027-03-01 | Framework agreed", "lead": "City of Torino"}  # fmt: skip
    refused = officer.client.post(f"/posts/{post.uid}/edit", form)
    assert refused.status_code == 422
    assert "This action is over" in refused.content.decode()
    assert "Other words" in refused.content.decode()
    row = Action.objects.select_related("post", "lead").get(post=post)
    assert (row.lead.name, row.post.title, row.post.revisions.count()) == ("City of Nice", "A tool", 0)
    assert officer.client.post(f"/posts/{post.uid}/edit", {**form, "lead": ""}).status_code == 302


def test_nobody_tells_of_what_does_not_count(officer: Persona, space: Space) -> None:
    post = propose(officer, space, lead="")
    with pytest.raises(PermissionDenied):
        tell(officer.viewer, fresh(post), Told("All is well"))


def test_buttons_of_the_page_do_it(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space
) -> None:
    post = propose(officer, space)
    address = f"/posts/{post.uid}/stage"
    assert "Select it for the plan" in coordinator.client.get(f"/posts/{post.uid}/").content.decode()
    assert coordinator.client.post(address, {"do": "select"}).status_code == 302
    assert "We accept the lead" in officer_elsewhere.client.get(f"/posts/{post.uid}/").content.decode()
    assert officer.client.post(address, {"do": "accept"}).status_code == 403
    assert officer_elsewhere.client.post(address, {"do": "decline"}).status_code == 422
    assert officer_elsewhere.client.post(address, {"do": "nonsense"}).status_code == 404
    assert officer_elsewhere.client.post(address, {"do": "accept", "back": "plan"}).status_code == 302
    assert stage_of(post) == Stage.ACCEPTED
    stopped = officer_elsewhere.client.post(address, {"do": "stop", "reason": "No money left"})
    assert stopped.status_code == 302
    row = Action.objects.get(post=post)
    assert (row.stage, row.stage_reason) == (Stage.STOPPED, "No money left")


@pytest.mark.parametrize("domain", ["in.cities.example", ""])
def test_the_mail_says_that_a_press_accepts_and_no_answer(
    officer: Persona, officer_elsewhere: Persona, coordinator: Persona, space: Space, settings: Settings, domain: str
) -> None:
    settings.MAIL_IN_DOMAIN = domain
    post = propose(officer, space)
    move(coordinator.viewer, post, "select")
    letter = stages.letter(Activity.objects.latest("pk"), officer_elsewhere.person, fresh(post))
    assert "To accept, press the button on the page." in letter.lead
    assert ("becomes a comment" in letter.lead) == bool(domain)
