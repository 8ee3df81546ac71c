"""What a programme adds to the small network: events, a report, actions, a document, technologies and a brief."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from intercity.briefs.actions import make_brief
from intercity.kinds.action.actions import Told, move, tell
from intercity.kinds.action.links import AFTER
from intercity.kinds.action.outline import plan
from intercity.kinds.asked import actions as questions
from intercity.kinds.document.actions import arranging, settling
from intercity.kinds.document.models import Status
from intercity.kinds.event.attending import actions as attending
from intercity.kinds.event.links import SERIES
from intercity.kinds.report.notes.actions import do_write, standing
from intercity.kinds.report.notes.models import NotePart
from intercity.kinds.technology.actions import tell as tell_experience
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.links import ANSWERS
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.leaks.world import World
from tests.personas import Persona, make_post


def fresh(post: Post) -> Post:
    """As it stands, with what its kind has."""
    return Post.objects.select_related("space", "organisation", "author", "tally").with_details().get(pk=post.pk)


def add_programme(world: World, author: Persona, other: Persona, coordinator: Persona) -> None:
    """One of each by the author's city; the other city takes part."""
    world.space.pages = ["plan", "calendar", "documents", "technologies", "brief", "costs"]
    world.space.save(update_fields=["pages"])
    world.space.coordinators.add(coordinator.person)
    found = [*add_events(world, author, other), *add_actions(world, author, other), add_document(world, author, other)]
    found += add_technologies(world, author, other)
    today = timezone.localdate()
    make_brief(coordinator.viewer, world.space, Label.CLEAR, [], today - timedelta(days=9), today, "en")
    for number, post in enumerate(found):
        world.posts[f"programme{number}", "published"] = post


def add_events(world: World, author: Persona, other: Persona) -> list[Post]:
    """One to come with a place taken and a question, one that goes on with notes, one that is over with a report."""
    now = timezone.now()
    held = {}
    for name, begins in (("Later", now + timedelta(days=5)), ("Now", now), ("Over", now - timedelta(days=2))):
        times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "zone": "Europe/Paris"}
        held[name] = make_post(author, world.space, kind="event", title=name, label=Label.CLEAR, **times)
    series = make_post(author, world.space, kind="event", title="Weeks", label=Label.CLEAR, is_series=True, **times)
    actions.link(author.viewer, fresh(series), fresh(held["Over"]), SERIES)
    attending.register(other.viewer, fresh(held["Later"]))
    questions.ask(other.viewer, fresh(held["Later"]), PostContent(body="Who pays for it?"))
    do_write(standing(fresh(held["Now"]), NotePart.ISSUES), "Rooms are closed at night", author.person)
    report = make_post(
        author, world.space, kind="report", title="What came of it", label=Label.CLEAR, issues="Closed rooms"
    )  # fmt: skip
    issue = Post.objects.get(title="Closed rooms")
    practice = make_post(other, world.space, kind="practice", title="Open at night", label=Label.CLEAR)
    actions.link(other.viewer, fresh(practice), fresh(issue), ANSWERS)
    return [*held.values(), series, report, issue]


def add_actions(world: World, author: Persona, other: Persona) -> list[Post]:
    """One under way that a second waits for, a third that is only proposed, and an outline from a template."""
    found = [
        make_post(
            author, world.space, kind="action", title=title, label=Label.CLEAR, milestones="2099-01-01 | Tested",
            partners="City of Torino | Tests", indicators="Rooms | rooms | 0 | 9",
        )
        for title in ("A tool", "Its training", "A third")
    ]  # fmt: skip
    coordinator = world.personas["coordinator"]
    assert coordinator is not None
    for post in found[:2]:
        move(coordinator.viewer, fresh(post), "select")
    actions.link(author.viewer, fresh(found[1]), fresh(found[0]), AFTER)
    tell(author.viewer, fresh(found[0]), Told("Half of it is there.", "at_risk", "Too few testers"))
    shape = {
        "title": "Another tool",
        "aim": "Learn",
        "language": "en",
        "milestones": [],
        "indicators": [],
        "deliverables": [],
    }
    plan.bring(world.space, {"actions": [shape]}, None)
    return found


def add_document(world: World, author: Persona, other: Persona) -> Post:
    """A document with two sections, on which others are asked."""
    post = make_post(author, world.space, kind="document", title="An orientation", label=Label.CLEAR)
    for heading in ("Why", "How"):
        arranging.begin(author.viewer, fresh(post), heading, "Words.")
    settling.settle(author.viewer, fresh(post), Status.CONSULTATION, timezone.localdate() + timedelta(days=9))
    settling.agree(other.viewer, fresh(post), 1)
    return post


def add_technologies(world: World, author: Persona, other: Persona) -> list[Post]:
    """Two to compare, one with an experience."""
    found = [
        make_post(author, world.space, kind="technology", title=title, label=Label.CLEAR)
        for title in ("Lamps", "Masts")
    ]
    details = {"status": "used", "since": timezone.localdate()}
    tell_experience(other.viewer, fresh(found[0]), PostContent(body="It works.", details=details), label="")
    return found
