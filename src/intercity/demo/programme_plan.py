"""The plan of the partnership: its six actions in our own words.

That there are these six is public, and each carries its source. Who leads them here, dates, milestones, notes and
answers are examples made for this demo, and say so.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from intercity.demo.asking import answer_all
from intercity.kinds.action.actions import Told, do_move, do_tell, do_wait
from intercity.kinds.action.models import Milestone
from intercity.kinds.rollcall.models import RollCall
from intercity.organisations.models import Membership, Organisation, Person
from intercity.posts.actions import do_publish
from intercity.posts.actions.linking import do_link
from intercity.posts.content import NewLink, PostContent
from intercity.posts.links import GREW
from intercity.posts.models import Post
from intercity.spaces.models import Label, SpaceMember

if TYPE_CHECKING:
    from intercity.demo.programme import Programme

SOURCE: Final = "https://futurium.ec.europa.eu/en/urban-agenda/security-public-spaces"
NOTE: Final = (
    "One of the six actions of the partnership, retold in short. Source: <{source}>. Who leads it on this page, its "
    "dates and its milestones are examples made for this demo."
)
EXAMPLE: Final = "(example, made for this demo)"
SECRETARIAT: Final = "network-secretariat"
# What some of them cost, in examples.
COSTS: Final[dict[str, dict[str, Any]]] = {
    "action-selfassessment": {
        "cost": EXAMPLE, "cost_amount": Decimal(60_000), "cost_currency": "EUR", "cost_period": "yearly",
    },
    "action-training": {
        "cost": EXAMPLE, "cost_amount": Decimal(45_000), "cost_currency": "EUR", "cost_period": "yearly",
    },
    "action-recommendations": {
        "cost": EXAMPLE, "cost_amount": Decimal(18_000), "cost_currency": "EUR", "cost_period": "once",
    },
}  # fmt: skip
# Key, title, aim, who leads it in the demo, and the example milestones: in how many days from now.
ACTIONS: Final[tuple[tuple[str, str, str, str, tuple[tuple[int, str], ...]], ...]] = (
    (
        "action-selfassessment",
        "A framework with which cities assess themselves",
        "Urban authorities find out by themselves how safe their public spaces are, and what they lack: with one "
        "framework, so that they can compare and learn from each other.",
        "city-of-nice",
        ((-40, "List of questions"), (75, "Trial in three cities"), (240, "Framework published")),
    ),
    (
        "action-recommendations",
        "Recommendations on the EU’s security strategy, governance and funding",
        "Say together what cities need from the Union’s strategy for security: a say at every level of government, "
        "the participation of those who live there, and funding that cities can reach, for prevention too.",
        "city-of-nice",
        ((-12, "First draft to all partners"), (120, "Recommendations handed over")),
    ),
    (
        "action-ai",
        "Judging the use of artificial intelligence that includes everybody",
        "Know what such technologies bring to the security of public spaces, and at which cost for whom, before cities "
        "use them.",
        SECRETARIAT,
        (),
    ),
    (
        "action-training",
        "A training scheme on integrated urban security",
        "People in cities, police and services learn together how to plan for security that lasts, with all of its "
        "sides in view.",
        SECRETARIAT,
        ((300, "First course"),),
    ),
    (
        "action-inclusion",
        "Measuring what social cohesion and inclusion do for security",
        "Show by figures how cohesion and inclusion change the security of public spaces, so that they can be planned "
        "for and paid for.",
        SECRETARIAT,
        (),
    ),
    (
        "action-design",
        "Guidance for spatial design and planning: security by design",
        "Architects and planners find guidance on how to build public spaces that are open, well used and secure from "
        "the first drawing on.",
        SECRETARIAT,
        (),
    ),
)
ROLLCALL: Final[dict[str, Any]] = {
    "title": f"How far are you with your part of the recommendations? {EXAMPLE}",
    "body": f"A roll call on progress. All answers are invented {EXAMPLE}.",
    "fields": [
        {"type": "one", "label": "Your comments on the draft", "options": [
            {"id": "a", "label": "Sent"}, {"id": "b", "label": "In work"}, {"id": "c", "label": "Not begun"}]},
    ],
    "share": 0,
    "answers": [{"weight": 1, "large": 1, "values": {"f1": "a"}}, {"weight": 1, "large": 1, "values": {"f1": "b"}}],
    "said": {
        "city-of-nice": f"Two remarks on funding {EXAMPLE}.",
        "eurocities": f"We collect them until the end of the month {EXAMPLE}.",
        "efus": EXAMPLE,
    },
}  # fmt: skip


def load_plan(programme: Programme) -> None:
    """Propose, select and accept the six actions; one tells how far it is, one is asked about."""
    for number, row in enumerate(ACTIONS):
        programme.posts[row[0]] = add_action(programme, row, number)
    tell(programme)
    ask(programme)


def speaker(programme: Programme, slug: str) -> tuple[Organisation, Person]:
    """An organisation of the demo and its account."""
    person = programme.people[slug]
    return Membership.objects.select_related("organisation").get(person=person).organisation, person


def add_action(programme: Programme, row: Any, number: int) -> Post:
    """Write one; the coordinator's account selects it, and that of its lead accepts it."""
    key, title, aim, lead, milestones = row
    organisation, person = speaker(programme, SECRETARIAT)
    days = [(date.today() + timedelta(days=days), said) for days, said in milestones]
    details = {
        "lead": lead if lead != SECRETARIAT else "",
        "milestones": "\n".join(f"{day.isoformat()} | {said} {EXAMPLE}" for day, said in days),
        "partners": f"efus | {EXAMPLE}\neurocities | {EXAMPLE}" if milestones else "",
        "begins_on": date.today() - timedelta(days=120) if milestones else None,
        **COSTS.get(key, {}),
    }
    body = f"{aim}\n\n{NOTE.format(source=SOURCE)}"
    at = timezone.now() - timedelta(days=60) + timedelta(minutes=number)
    content = PostContent(title=title, body=body, label=Label.CLEAR, details=details)
    post = do_publish(programme.partnership, "action", content, organisation, person, published_at=at)
    do_move(post, "select", organisation, person)
    if lead != SECRETARIAT:
        do_move(post, "accept", *speaker(programme, lead))
    return post


def tell(programme: Programme) -> None:
    """A milestone is reached, and what the training waits for."""
    organisation, person = speaker(programme, "city-of-nice")
    post = programme.posts["action-selfassessment"]
    first = Milestone.objects.filter(action=post.pk).order_by("due_on")[:1]
    do_tell(
        post,
        Told(f"The list of questions is there; the trial is being prepared. {EXAMPLE}", "on_track",
             reached=[one.pk for one in first]),
        organisation, person,
    )  # fmt: skip
    late = Told(f"The draft waits for one more round. {EXAMPLE}", "late", f"Comments are still coming in {EXAMPLE}")
    do_tell(programme.posts["action-recommendations"], late, organisation, person)
    do_wait(programme.posts["action-training"], post, *speaker(programme, SECRETARIAT))


def ask(programme: Programme) -> None:
    """Lead from the takeaway on prevention to an action, and from there to a roll call on its progress."""
    action = programme.posts["action-recommendations"]
    organisation, person = speaker(programme, SECRETARIAT)
    takeaway = programme.posts.get("takeaway-prevention")
    if takeaway is not None:
        do_link(takeaway, action, GREW, organisation, person)
    members = SpaceMember.objects.filter(space=programme.partnership).values("organisation")
    asked = list(Organisation.objects.filter(pk__in=members).select_related("place").order_by("slug"))
    at = timezone.now() - timedelta(days=3)
    details = {
        "deadline": at + timedelta(days=14), "answers_label": Label.CLEAR, "fields": ROLLCALL["fields"],
        "organisations": [one.pk for one in asked], "scope": {"who": "space"}, "repeat": "", "first": None,
    }  # fmt: skip
    content = PostContent(
        title=ROLLCALL["title"], body=ROLLCALL["body"], label=Label.CLEAR, details=details,
        links=[NewLink(GREW.name, action, back=True)],
    )  # fmt: skip
    post = do_publish(programme.partnership, "rollcall", content, organisation, person, published_at=at)
    rollcall = RollCall.objects.select_related("post__space").get(post=post)
    answer_all(rollcall, ROLLCALL, asked, Random("progress"), 0)
    programme.posts["rollcall-progress"] = post
