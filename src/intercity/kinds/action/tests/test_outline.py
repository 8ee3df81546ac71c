"""A plan that travels in the template of a space: what goes along, what stays, and what coordinators do with it."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from intercity.kinds.action.actions import Told, do_move, do_tell
from intercity.kinds.action.actions.outlines import propose_outlines
from intercity.kinds.action.models import Action, Indicator, Milestone, Outline
from intercity.kinds.action.outline import MOST_BYTES, plan
from intercity.organisations.models import Organisation
from intercity.posts.actions.linking import do_link
from intercity.posts.links import all_link_sorts
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, SpaceMember
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
FACTS = {
    "begins_on": date(2026, 1, 1), "milestones": "2026-03-01 | Framework\n2027-01-01 | Tested | Torino",
    "indicators": "Places looked at | squares | 3 | 20", "partners": "Torino | Tests it", "risks": "Nobody comes",
    "cost": "Staff",
}  # fmt: skip


def counted(officer: Persona, coordinator: Persona, space: Space, title: str, **more: Any) -> Post:
    """An action of Nice that counts."""
    post = make_post(officer, space, kind="action", **{"title": title, "label": Label.CLEAR, **FACTS, **more})
    assert coordinator.organisation is not None
    do_move(post, "select", coordinator.organisation, coordinator.person)
    return post


@pytest.fixture
def carried(officer: Persona, coordinator: Persona, torino: Organisation, space: Space) -> dict[str, Any]:
    """What a template of a space carries, beside actions that stay."""
    post = counted(officer, coordinator, space, "A tool", body="Learn together.")
    Post.objects.filter(pk=post.pk).update(language="fr")
    wanted = make_post(officer, space, title="The tool as a paper", label=Label.CLEAR)
    hidden = make_post(officer, space, title="A secret paper", label=Label.AMBER)
    for other in (wanted, hidden):
        do_link(post, other, all_link_sorts()["deliverable"], officer.organisation, officer.person)
    indicator, part = Indicator.objects.get(), Milestone.objects.get(title="Framework")
    told = Told("We began.", "late", "Too few testers", [part.pk], {indicator.pk: indicator.target})  # type: ignore[dict-item]
    do_tell(post, told, officer.organisation, officer.person)  # type: ignore[arg-type]
    for label in (Label.GREEN, Label.AMBER):
        counted(officer, coordinator, space, f"For {label} only", label=label)
    counted(officer, coordinator, space, "Named", body="As in Torino, we begin.")
    counted(officer, coordinator, space, "Named by mail", body="Ask someone@example.org.")
    make_post(officer, space, kind="action", title="Only proposed", label=Label.CLEAR, **FACTS)
    found: dict[str, Any] = plan.export(space)
    return found


def test_what_travels_is_public_and_names_nobody(carried: dict[str, Any], space: Space) -> None:
    assert carried == {"actions": [{
        "title": "A tool", "aim": "Learn together.", "language": "fr",
        "milestones": [{"title": "Framework", "days": 59}, {"title": "Tested", "days": 365}],
        "indicators": [{"name": "Places looked at", "unit": "squares", "target": "20"}],
        "deliverables": ["The tool as a paper"],
    }]}  # fmt: skip
    said = plan.said(space)
    assert "1 action travels" in said
    assert "4 actions stay here" in said


def test_a_plan_that_is_too_large_is_cut(officer: Persona, coordinator: Persona, space: Space) -> None:
    for number in range(4):
        post = make_post(officer, space, kind="action", title=f"Long {number}", label=Label.CLEAR, body="ж" * 20_000)
        do_move(post, "select", coordinator.organisation, None)  # type: ignore[arg-type]
    data = plan.export(space)
    assert len(data["actions"]) == 2
    assert len(json.dumps(data["actions"], ensure_ascii=False).encode()) <= MOST_BYTES
    assert "2 actions stay here" in plan.said(space)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("title", ""), ("title", "x" * 201), ("title", 5), ("aim", "\x00"), ("aim", None), ("language", "xx"),
        ("milestones", [{"title": "a", "days": -1}]), ("milestones", [{"title": "a", "days": 1, "owner": "Nice"}]),
        ("milestones", [{"title": "a | Nice", "days": 1}]), ("milestones", [{"title": "a\n2026-01-01", "days": 1}]),
        ("milestones", [{"title": "a", "days": 10**9}]), ("milestones", [{"title": "a", "days": 1}] * 2),
        ("indicators", [{"name": "a", "unit": "", "target": "many"}]), ("deliverables", ["a"] * 51), ("lead", "Nice"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused(carried: dict[str, Any], name: str, wrong: object) -> None:
    bad = copy.deepcopy(carried)
    bad["actions"][0][name] = wrong
    with pytest.raises(ValidationError):
        plan.check(bad)
    plan.check(carried)
    for other in ([], {"actions": {}}, {"actions": carried["actions"] * 51}, None):
        with pytest.raises(ValidationError):
            plan.check(other)


def test_coordinators_propose_what_they_choose(
    carried: dict[str, Any], coordinator: Persona, officer: Persona, reader: Persona, space: Space
) -> None:
    Post.objects.filter(kind="action").delete()
    second = {**carried["actions"][0], "title": "Another tool"}
    plan.bring(space, {"actions": [*carried["actions"], second]}, None)
    address, page = f"/spaces/{space.slug}/plan/template", f"/spaces/{space.slug}/plan"
    assert not Action.objects.exists()
    assert "brings 2 actions" in coordinator.client.get(page).content.decode()
    for persona in (officer, reader):
        assert "brings 2 actions" not in persona.client.get(page).content.decode()
        assert persona.client.get(address).status_code == 403
        assert persona.client.post(address, {"actions": ["0:A tool"]}).status_code == 403
    shown = coordinator.client.get(address).content.decode()
    # Who may only look sees the same; each title stands once.
    assert (shown.count("Another tool</strong>"), shown.count("The tool as a paper")) == (1, 2)
    for wrong in ({}, {"actions": ["0:Another tool"]}, {"actions": ["0:A tool"], "begins": "9999-12-31"}):
        assert coordinator.client.post(address, wrong).status_code == 422
    chosen = {"actions": ["0:A tool"], "begins": "2027-01-01"}
    assert coordinator.client.post(address, chosen).status_code == 403
    SpaceMember.objects.create(space=space, organisation=coordinator.organisation)
    shown = coordinator.client.get(address).content.decode()
    assert '<label for="id_actions_1"><input type="checkbox" name="actions" value="1:Another tool"' in shown
    assert '<span lang="fr">Another tool</span></label>' in shown
    assert coordinator.client.post(address, chosen).status_code == 302
    post = Post.objects.select_related("organisation").get(kind="action")
    assert (post.title, post.organisation, post.action.stage) == ("A tool", coordinator.organisation, "proposed")
    assert (post.language, post.label) == ("fr", space.default_label)
    assert post.body == "Learn together.\n\n**Livrables**\n\n- The tool as a paper"
    assert [str(one.due_on) for one in Milestone.objects.all()] == ["2027-03-01", "2028-01-01"]
    assert [one["title"] for one in Outline.objects.get().actions] == ["Another tool"]
    assert coordinator.client.post(address, chosen).status_code == 422
    with pytest.raises(ValidationError, match="quicker"):
        propose_outlines(coordinator.viewer, space, carried["actions"], {0}, date(2027, 1, 1))
    assert Post.objects.filter(kind="action").count() == 1
    coordinator.client.post(address, {"drop": "1"})
    assert not Outline.objects.exists()
    assert coordinator.client.get(address).status_code == 302
