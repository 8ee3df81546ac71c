"""The plan of a space: what it shows to whom, as page, file and on the desk; fast with many actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.activity.kept import forget_everything
from intercity.kinds.action.actions import do_move
from intercity.kinds.action.models import Action, Milestone, Partner, Stage, Status
from intercity.kinds.action.models.parts import today
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


def under_way(officer: Persona, coordinator: Persona, space: Space, **details: str) -> Post:
    """An action of Nice that counts."""
    post = make_post(officer, space, kind="action", **{"title": "A tool", **details})
    assert coordinator.organisation is not None
    do_move(post, "select", coordinator.organisation, coordinator.person)
    return post


def test_what_is_late_and_why(officer: Persona, coordinator: Persona, space: Space) -> None:
    late = (today() - timedelta(days=3)).isoformat()
    post = under_way(officer, coordinator, space, milestones=f"{late} | Framework\n2099-01-01 | Tested")
    Action.objects.filter(post=post).update(status=Status.LATE, reason="No staff")
    page = officer.client.get(f"/spaces/{space.slug}/plan").content.decode()
    for text in ("No staff", "Past its day:", "0 of 2", '<path class="late"', '<circle class="open"', "Framework"):
        assert text in page
    desk = coordinator.client.get("/desk").content.decode()
    assert f"Framework · A tool · Nice · {late}" in desk


def test_an_empty_plan_tells_the_next_step(officer: Persona, space: Space) -> None:
    assert "Propose the first action" in officer.client.get(f"/spaces/{space.slug}/plan").content.decode()
    assert "Propose" not in Client().get(f"/spaces/{space.slug}/plan").content.decode().split("</nav>")[-1]
    assert Client().get("/spaces/nowhere/plan").status_code == 404


def test_proposals_stand_apart_with_the_buttons_of_the_coordinators(
    officer: Persona, coordinator: Persona, space: Space
) -> None:
    make_post(officer, space, kind="action", title="Proposed one")
    own, other = (one.client.get(f"/spaces/{space.slug}/plan").content.decode() for one in (coordinator, officer))
    assert 'value="select"' in own
    assert 'value="select"' not in other
    for page in (own, other):
        assert "these do not count yet" in page
        assert "Proposed one" in page
        assert "plan-sheet" not in page
    assert "Proposed one" in coordinator.client.get("/desk").content.decode()


def test_the_file_runs_no_formula(officer: Persona, coordinator: Persona, space: Space) -> None:
    under_way(
        officer, coordinator, space, title='=HYPERLINK("x")', cost="+1", milestones="2099-01-01 | @sum, or\tnot",
        label=Label.CLEAR,
    )  # fmt: skip
    answer = Client().get(f"/spaces/{space.slug}/plan.csv?separator=semicolon")
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "tlp-clear" in answer["Content-Disposition"]
    assert "'=HYPERLINK" in text
    assert "'+1" in text
    assert "'@sum" in text
    assert text.splitlines()[0].startswith("Action;Address;Stage")


@pytest.mark.parametrize("rubbish", ["?page=0", "?page=-1", "?page=99999", "?page=x", "?page=٣", "?page=" + "9" * 500])
def test_pages_that_are_not_there(rubbish: str, officer: Persona, space: Space) -> None:
    assert officer.client.get(f"/spaces/{space.slug}/plan{rubbish}").status_code == 200


def many(officer: Persona, space: Space, count: int) -> None:
    """So many actions under way, with milestones and a partner each, written at once."""
    now = timezone.now()
    assert officer.organisation is not None
    posts = Post.objects.bulk_create(
        Post(kind="action", space=space, organisation=officer.organisation, title=f"Action {n}", published_at=now)
        for n in range(count)
    )
    rows = Action.objects.bulk_create(
        Action(post=post, stage=Stage.ACCEPTED, stage_at=now, lead=officer.organisation) for post in posts
    )
    Milestone.objects.bulk_create(
        Milestone(action=row, number=n, title=f"Part {n}", due_on=today() + timedelta(days=30 * n))
        for row in rows for n in range(3)
    )  # fmt: skip
    Partner.objects.bulk_create(Partner(action=row, organisation=officer.organisation, number=0) for row in rows)


def test_500_actions_cost_as_many_questions_as_five(officer: Persona, space: Space) -> None:
    numbers = []
    client = officer.client
    for count in (5, 495):
        many(officer, space, count)
        forget_everything()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(f"/spaces/{space.slug}/plan?page=2")
        numbers.append(len(asked))
        assert page.status_code == 200
    assert numbers[0] == numbers[1]
    assert "page 2 of 3" in page.content.decode()
    assert page.content.decode().count('scope="row"') == 200
    assert len(client.get(f"/spaces/{space.slug}/plan.csv").content.decode().splitlines()) == 501
