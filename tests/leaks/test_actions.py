"""Viewer × label × state × the plan of a space: page, timeline, file, counts, pages of actions, desk, nudges."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.activity.models import Activity
from intercity.kinds.action.actions import Told, do_move, do_tell
from intercity.kinds.action.clock import note_late, nudge_leads
from intercity.kinds.action.links import AFTER, DELIVERABLE
from intercity.kinds.action.models import Action, Indicator
from intercity.kinds.action.models.parts import today
from intercity.notifications.delivering import deliver_due
from intercity.notifications.recipients import notify
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Link, Post, State
from intercity.spaces.models import Label, SpaceCoordinator
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, Key, World, mailed, marker, may_see, seen

PLAN = ("plan", "part", "why")
PAGE = (*PLAN, "role", "risk", "count", "note")
OFTEN = ["anonymous", "partner_inside", "coordinator", "outside"]


@pytest.fixture(scope="module")
def built_plan(built_world: World, django_db_blocker: DjangoDbBlocker) -> dict[Key, Post]:
    """They are written once, like the world in which they stand."""
    with django_db_blocker.unblock():
        return add_plan(built_world)


@pytest.fixture
def plan(built_plan: dict[Key, Post], world: World) -> dict[Key, Post]:
    """As they were written, to read and to write."""
    return deepcopy(built_plan)


def add_plan(world: World) -> dict[Key, Post]:
    """An action under way for every label and state, late, with a note; all connected with the public one."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    found = {key: write(world, key) for key in world.posts}
    public = found[Label.CLEAR.value, State.PUBLISHED.value]
    for key, post in found.items():
        for sort in (AFTER, DELIVERABLE):
            if post != public:
                Link.objects.create(
                    source=public, target=post, sort=sort.name, organisation=post.organisation, at=timezone.now()
                )
        world.put(key, post, *Post.objects.filter(root=post))
    forget_everything()
    return found


def write(world: World, key: Key) -> Post:
    """One, as its people would."""
    author, elsewhere = world.personas["author"], world.personas["elsewhere"]
    assert author is not None
    assert author.organisation is not None
    assert elsewhere is not None
    assert elsewhere.organisation is not None
    late = today() - timedelta(days=9)
    details = {
        "milestones": f"{late} | {marker(*key, 'part')}", "partners": f"City of Torino | {marker(*key, 'role')}",
        "risks": marker(*key, "risk"), "indicators": f"{marker(*key, 'count')} | cities | 0 | 9",
    }  # fmt: skip
    content = PostContent(title=marker(*key, "plan"), body="Aim", details=details)
    post = actions.do_publish(world.space, "action", content, author.organisation, author.person)
    do_move(post, "select", author.organisation, author.person)
    counted = {Indicator.objects.get(action=post.pk).pk: 5}
    told = Told(marker(*key, "note"), "late", marker(*key, "why"), counted=counted)  # type: ignore[arg-type]
    do_tell(post, told, elsewhere.organisation, elsewhere.person)
    return post


def words(keys: list[Key], names: tuple[str, ...]) -> set[str]:
    return {marker(*key, name) for key in keys for name in names}


def markers(response: object) -> set[str]:
    return set(MARKER.findall(everything(response)))  # type: ignore[arg-type]


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=OFTEN))
def test_plan_and_file_hold_what_one_may_see(viewer: str, world: World, plan: dict[Key, Post]) -> None:
    own, client = seen(viewer), world.client(viewer)
    page = client.get(reverse("space_plan", args=[world.space.slug]))
    assert markers(page) == words(own, PLAN)
    counts = page.context["plan"].counts
    assert (counts.on_plan, counts.late, counts.statuses.get("late", 0)) == (len(own),) * 3
    file = everything(client.get(reverse("space_plan_csv", args=[world.space.slug])))
    assert set(MARKER.findall(file)) == words(own, (*PLAN, "role"))
    assert len(file.splitlines()) >= 1 + len(own)


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=OFTEN))
def test_pages_of_actions_name_only_what_one_may_see(viewer: str, world: World, plan: dict[Key, Post]) -> None:
    client = world.client(viewer)
    connected = words(seen(viewer), ("plan",))
    for key, post in plan.items():
        allowed = (words([key], PAGE) | connected) if may_see(viewer, *key) else set()
        page = markers(client.get(reverse("post", args=[post.uid])))
        assert page <= allowed | words(seen(viewer), PLAN), (viewer, key)
        assert not may_see(viewer, *key) or words([key], PAGE) <= page
        for name in ("action_progress", "action_facts", "action_connect", "action_stage"):
            for answer in (
                client.get(reverse(name, args=[post.uid]) + "?do=stop"),
                client.post(reverse(name, args=[post.uid]), {"do": "wait", "other": post.uid}),
            ):
                assert markers(answer) <= allowed | words(seen(viewer), PLAN), (viewer, key, name)
                assert may_see(viewer, *key) or answer.status_code in (302, 403, 404)


@pytest.mark.parametrize("viewer", some_of(["coordinator", "elsewhere", "partner_inside"], often=["coordinator"]))
def test_the_desk_names_late_milestones_that_one_may_see(viewer: str, world: World, plan: dict[Key, Post]) -> None:
    persona = world.personas[viewer]
    assert persona is not None
    SpaceCoordinator.objects.get_or_create(space=world.space, person=persona.person)
    Action.objects.filter(post=plan[Label.AMBER.value, State.PUBLISHED.value]).update(stage="proposed")
    page = world.client(viewer).get(reverse("desk"))
    sections = {one.name: one for one in page.context["sections"]}
    own = [key for key in seen(viewer) if key[0] != Label.AMBER.value]
    assert sections["milestones-late"].total == len(own)
    assert set(MARKER.findall(str(sections["milestones-late"].lines))) == words(own, ("plan", "part"))
    proposed = [key for key in seen(viewer) if key[0] == Label.AMBER.value]
    assert set(MARKER.findall(str(sections["actions-proposed"].lines))) == words(proposed, ("plan",))


def test_nudges_travel_as_far_as_their_label(world: World, plan: dict[Key, Post]) -> None:
    Action.objects.update(reported_at=None, stage_at=timezone.now() - timedelta(days=40))
    assert note_late(timezone.now()) == nudge_leads(timezone.now()) + 2
    for act in Activity.objects.filter(verb="action.nudged"):
        notify(act)
    while deliver_due():
        pass
    for viewer, persona in world.personas.items():
        if persona is None:
            continue
        texts = [str(one.message()) for one in mail.outbox if persona.person.email in one.recipients()]
        told = set(MARKER.findall("".join(texts)))
        assert told <= words(mailed(viewer), PAGE), viewer
        assert viewer not in ("author", "lead") or told


def test_a_kept_page_is_not_shown_to_another_audience(world: World, plan: dict[Key, Post]) -> None:
    public = plan[Label.CLEAR.value, State.PUBLISHED.value]
    address = reverse("post", args=[public.uid])
    for viewer in ("author", "anonymous", "partner_outside", "elsewhere"):
        assert markers(world.client(viewer).get(address)) <= words(seen(viewer), PAGE), viewer
