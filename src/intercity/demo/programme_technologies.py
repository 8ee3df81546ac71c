"""Technologies in general words, in the project; experiences with one are invented, in the exercise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from intercity.organisations.models import Membership, Organisation, Person
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, Topic

if TYPE_CHECKING:
    from intercity.demo.programme import Programme

COUNTING: Final[dict[str, Any]] = {
    "title": "Counting people with sensors that keep no pictures",
    "body": "To know in time when a square, a station hall or a street festival fills up, without filming anybody.",
    "sort": "counting",
    "usage": "Sensors over the entrances send a number each minute. The duty desk sees a curve for each place, and a "
    "mark from which on it sends stewards or closes an entrance.",
    "alternatives": "Stewards with hand counters at the entrances; tickets without a price; fewer, wider entrances.",
    "costs": "To ask for before buying: the sensors, their mounting and power, the connection, a yearly check of how "
    "well they count, and the hours of whoever looks at the curve.",
    "legal_basis": "To be named before the first sensor hangs: the duty to keep an event safe, and who may decide it.",
    "data_protection": "Where only a number leaves the sensor, no data about a person are kept. That has to be tested: "
    "a sensor that could send pictures is to be treated as if it did.",
    "necessity": "Crowding is seen too late from the ground. Where stewards see it as early, sensors are not needed.",
    "proportionality": "It takes little as long as nothing but numbers leave the sensor. It is switched off when the "
    "event is over.",
    "affected": "Everybody who passes. People who avoid being seen may stay away even from what cannot see them.",
    "safeguards": "A sign at each entrance, numbers deleted after a month, no link with tickets or cameras.",
    "evidence": "Compare the numbers with a count by hand on three evenings, in rain and in the dark.",
}  # fmt: skip
LIGHT: Final[dict[str, Any]] = {
    "title": "Lighting that answers to presence",
    "body": "Paths and squares are dim at night and become brighter when somebody comes, to save power and still let "
    "people see and be seen.",
    "sort": "light",
    "usage": "A sensor on each mast raises the light of the next masts for a minute or two.",
    "alternatives": "Constant, evenly spread light; cut hedges; an open window or a kiosk: somebody who is there.",
    "costs": "New heads for the masts and their control; less power each year. Both belong in the same sum.",
    "necessity": "Where constant light costs too much or harms animals, and people still walk there at night.",
    "affected": "Women and older people name dark paths first: walk there with them before and after.",
    "evidence": "Ask the same people before and after, and count who walks there; fewer reports alone prove little.",
}
# Invented, in a space in which everything is.
REPORTS: Final[tuple[dict[str, Any], ...]] = (
    {
        "city": "city-of-split", "status": "used", "days": 400,
        "body": "On hot evenings the promenade fills within minutes. The curve tells us a quarter of an hour earlier.",
        "usefulness": (4, "We open the second cooling place before the first is full."),
        "ease": (3, "Two days of work, then a look each morning."),
        "acceptance": (4, "Three questions in a summer; the sign answers them."),
        "protection": (5, "Our officer saw that only numbers leave the box."),
        "contact": "Exercise desk, Split",
    },
    {
        "city": "city-of-antwerp", "status": "trial", "days": 60,
        "body": "Four sensors over one square for one summer. In heavy rain they count umbrellas wrongly.",
        "usefulness": (3, "Good on dry evenings only."),
        "protection": (4, "Tested before, to be tested again after each update."),
        "reliability": (2, "One in five failed in the heat."),
        "contact": "Exercise desk, Antwerp",
    },
    {
        "city": "city-of-gdansk", "status": "stopped", "days": 90,
        "body": "We went back to stewards with hand counters.",
        "why_stopped": "The stewards were there anyway and saw more: who is unwell, who needs water.",
        "usefulness": (2, "The number came, but nobody could be sent."),
        "ease": (2, "Each move of a sensor needed a lift."),
        "contact": "Exercise desk, Gdańsk",
    },
)  # fmt: skip
# Invented too: what three cities of the exercise spend.
SPENT: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    ("city-of-split", "Cool rooms in three libraries (example made for this demo)", "42000", "yearly",
     "Open until ten on hot evenings, with water and somebody to talk to."),
    ("city-of-antwerp", "Evening walks with volunteers (example made for this demo)", "1200", "monthly",
     "Two people in vests walk through the parks and know whom to call."),
    ("city-of-gdansk", "Drinking fountains on four squares (example made for this demo)", "38000", "once",
     "Placed where people wait, with a step for children."),
)  # fmt: skip


def load_technologies(programme: Programme) -> None:
    """Two technologies in the project; one of them once more in the exercise, with what cities there say of it."""
    writer = programme.people["network-secretariat"]
    topics = ("public-space", "prevention")
    programme.posts["technology counting"] = add(programme.project, writer, COUNTING, topics)
    programme.posts["technology light"] = add(programme.project, writer, LIGHT, topics)
    exercise = Space.objects.get(slug="heatwave-exercise")
    for_heat = {**COUNTING, "title": "Counting people at cooling places (example made for this demo)"}
    tried = add(exercise, writer, for_heat, ("public-space", "health"), Label.GREEN)
    for row in REPORTS:
        report(tried, programme.people[row["city"]], row)
    for city, title, amount, period, body in SPENT:
        spend(exercise, programme.people[city], title, body, Decimal(amount), period)


def add(space: Space, writer: Person, row: dict[str, Any], topics: tuple[str, ...], label: str = Label.CLEAR) -> Post:
    """Publish one technology."""
    details = {name: value for name, value in row.items() if name not in ("title", "body")}
    content = PostContent(
        title=row["title"], body=row["body"], label=label, topics=list(Topic.objects.filter(slug__in=topics)),
        details=details,
    )  # fmt: skip
    return do_publish(space, "technology", content, acting(writer), writer)


def spend(space: Space, writer: Person, title: str, body: str, amount: Decimal, period: str) -> None:
    """Publish one practice that says its cost as a number."""
    details = {"cost_amount": amount, "cost_currency": "EUR", "cost_period": period}
    topics = list(Topic.objects.filter(slug="health"))
    content = PostContent(title=title, body=body, label=Label.GREEN, topics=topics, details=details)
    do_publish(space, "practice", content, acting(writer), writer)


def report(technology: Post, writer: Person, row: dict[str, Any]) -> None:
    """Publish one experience under it."""
    grades = {name: value for name, value in row.items() if isinstance(value, tuple)}
    details = {name: grade for name, (grade, _why) in grades.items()}
    details |= {f"{name}_why": why for name, (_grade, why) in grades.items()}
    details |= {"status": row["status"], "why_stopped": row.get("why_stopped", "")}
    details["since"] = timezone.localdate() - timedelta(days=row["days"])
    content = PostContent(body=row["body"], label=technology.label, contact=row["contact"], details=details)
    do_publish(technology.space, "experience", content, acting(writer), writer, parent=technology)


def acting(person: Person) -> Organisation:
    """The one organisation of a demo account."""
    return Membership.objects.select_related("organisation").get(person=person).organisation
