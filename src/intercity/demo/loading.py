"""Fill an empty installation with the demo network."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from intercity.activity.models import last_id
from intercity.demo.archive import load_archive
from intercity.demo.asking import load_rollcalls, move_rollcalls
from intercity.demo.conversation import load_conversation, move_conversation
from intercity.demo.programme import load_programme
from intercity.demo.programme_events import move_events
from intercity.demo.roles import ORGANISATIONS, DemoOrganisation
from intercity.demo.spaces import SPACES
from intercity.kinds.question.actions import do_change_request
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.pipeline.following import NAME as FOLLOWER
from intercity.pipeline.models import Cursor
from intercity.places.matching import PlaceMatcher
from intercity.posts.actions import do_publish
from intercity.posts.content import Entry, PostContent
from intercity.posts.models import Post
from intercity.spaces.actions import do_create_space
from intercity.spaces.agreements import do_accept, do_change
from intercity.spaces.blueprints import BLUEPRINTS
from intercity.spaces.models import Group, Space, SpaceState, Topic

DATA = Path(__file__).parent / "data"


def load_demo() -> bool:
    """Write the demo network into an installation with places and terms; False when it is there already.

    An exercise that has grown older than a day is moved to today.
    """
    if Space.objects.filter(slug="heatwave-exercise").exists():
        move_exercise_to_today()
        return False
    with transaction.atomic():
        matcher = PlaceMatcher()
        people = {row.slug: add_organisation(row, matcher) for row in ORGANISATIONS}
        for row in SPACES:
            add_space(row, people)
        load_archive(Space.objects.get(slug="covid-19"), matcher, read("practices.json"))
        exercise = Space.objects.get(slug="heatwave-exercise")
        posts = load_exercise(exercise, people, read("exercise.json"))
        load_rollcalls(exercise, people["network-secretariat"], read("rollcalls.json"))
        told = read("conversation.json")
        load_conversation(posts, told)
        load_programme(people)
        # Nobody wants forty mails about what was there before they came; of the news, everybody hears.
        Cursor.objects.update_or_create(name=FOLLOWER, defaults={"activity_id": last_id()})
        for row in told["news"]["comments"]:
            add_comment(posts[row["post"]], people, row)
        load_conversation(posts, told["news"])
    return True


def read(name: str) -> Any:
    """One of this room's data files."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def add_organisation(row: DemoOrganisation, matcher: PlaceMatcher) -> Person:
    """Write an organisation and the account of its officer; gives the account."""
    match = matcher.match(row.short, country=row.country, level_hint="city") if row.country else None
    organisation = Organisation.objects.create(
        slug=row.slug, name=row.name, short_name=row.short, type=row.type, level=row.level, country=row.country,
        place=match.city if match and row.type == "city" else None, languages=list(row.languages), web=row.web,
        contact_name="Exercise desk", contact_email=f"desk@{row.slug}.invalid",
    )  # fmt: skip
    coordinates = row.slug == "network-secretariat"
    person = Person.objects.create_user(
        "coordinator@network.invalid" if coordinates else f"officer@{row.slug}.invalid",
        name=f"{'Coordinator' if coordinates else 'Officer'} ({row.short}, demo)",
        position="Demo account", is_coordinator=coordinates,
    )  # fmt: skip
    Membership.objects.create(
        person=person, organisation=organisation, role=Role.LEAD if coordinates or row.leads else Role.OFFICER,
        verified_at=timezone.now(),
    )  # fmt: skip
    return person


def organisation_of(person: Person) -> Organisation:
    """The one organisation of a demo account."""
    return Organisation.objects.get(memberships__person=person)


def add_space(row: dict[str, Any], people: dict[str, Person]) -> Space:
    """Open one space of the demo. `agreement_waits_for` names who has not accepted what its template agrees on;
    `pages` are those it has instead of its template's.
    """
    space = do_create_space(
        row["name"],
        slug=row["slug"],
        template=row["template"],
        state=row.get("state", SpaceState.ACTIVE),
        description=row["description"],
        coordinators=[people["network-secretariat"]],
        organisations=[organisation_of(people[slug]) for slug in row["members"]],
    )
    if "pages" in row:
        space.pages = list(row["pages"])
        space.save(update_fields=["pages"])
    wording = BLUEPRINTS[row["template"]].agreement
    if wording is not None and "agreement_waits_for" in row:
        do_change(space, wording, people["network-secretariat"])
        for slug in row["members"]:
            if slug != row["agreement_waits_for"]:
                do_accept(space, organisation_of(people[slug]), None)
    return space


def load_exercise(space: Space, people: dict[str, Person], rows: Iterable[dict[str, Any]]) -> dict[str, Post]:
    """Publish the invented posts and their comments, as old as they say; gives the posts that have a key by it."""
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    groups = {group.slug: group for group in Group.objects.all()}
    posts = {}
    for row in rows:
        content = PostContent(
            title=row["title"], body=row["body"], language=row["language"], label=row["label"],
            contact="Exercise desk", topics=[topics[slug] for slug in row["topics"]],
            groups=[groups[slug] for slug in row["groups"]], details=details_of(row),
            named=[Entry(organisation_of(people[slug])) for slug in row.get("named", ())],
        )  # fmt: skip
        post = publish_as(people[row["org"]], space, row["kind"], content, row["hours_ago"])
        posts[row.get("key", "")] = post
        for answer in row["comments"]:
            add_comment(post, people, answer)
        if "request_state" in row:
            do_change_request(post, None, row["request_state"])
    return posts


def add_comment(post: Post, people: dict[str, Person], row: dict[str, Any]) -> None:
    """Publish one comment, as old as it says."""
    text = PostContent(body=row["body"], language=row["language"])
    publish_as(people[row["org"]], post.space, "comment", text, row["hours_ago"], parent=post)


def details_of(row: dict[str, Any]) -> dict[str, Any]:
    """The facts that only a practice or a question has."""
    names = ("status", "problem", "reached", "cost", "lessons", "addressee")
    needed = row.get("needed_in_hours")
    by_when = {"needed_by": timezone.now() + timedelta(hours=needed)} if needed else {}
    return {**{name: row[name] for name in names if row.get(name)}, **by_when}


def publish_as(
    person: Person, space: Space, kind: str, content: PostContent, hours_ago: float, parent: Post | None = None
) -> Post:
    """Publish for the account's organisation, `hours_ago` hours before now."""
    at = timezone.now() - timedelta(hours=hours_ago)
    return do_publish(space, kind, content, organisation_of(person), person, parent=parent, published_at=at)


def move_exercise_to_today() -> None:
    """Shift the whole exercise by full days, so that its newest post is less than a day old."""
    posts = Post.objects.filter(space__slug="heatwave-exercise")
    newest = posts.aggregate(at=Max("published_at"))["at"]
    days = (timezone.now() - newest).days if newest else 0
    if days > 0:
        shift = timedelta(days=days)
        posts.update(published_at=F("published_at") + shift)
        move_conversation(posts, shift)
        move_rollcalls(posts, shift)
        move_events(shift)
