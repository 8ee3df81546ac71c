"""What the exercise asks all its cities, and what they answer: all of it invented, and the same in every demo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import Reply, fill, record_answer
from intercity.kinds.rollcall.models import Answer, AnswerState, AnswerVersion, FieldType, How, RollCall
from intercity.kinds.rollcall.values.types import Amount, Choice, Day, Several, Value, Words
from intercity.organisations.models import Level, Membership, Organisation, Person
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Group, OrganisationList, Space, Topic

Row = Mapping[str, Any]
WEEK = 7 * 24
MOST_A_WEEK = 50
STANDING = "All cities of the exercise"
# From so many people on, a city answers as the large ones do.
LARGE = 300_000


def load_rollcalls(space: Space, asker: Person, rows: Iterable[Row]) -> None:
    """Ask and answer all that `rows` tell; one that is asked every week is asked as often as it says."""
    # Whoever tries the demo asks more often than a network would.
    Space.objects.filter(pk=space.pk).update(ask_alls_per_week=MOST_A_WEEK)
    cities = list(
        Organisation.objects.filter(space_memberships__space=space, level=Level.LOCAL)
        .select_related("place")
        .order_by("slug")
    )
    # Whoever opens a crisis finds them chosen.
    OrganisationList.objects.create(name=STANDING, is_standing=True, made_by=asker).organisations.set(cities)
    for row in rows:
        asked = cities[:: row["every"]]
        first: RollCall | None = None
        for week in reversed(range(row.get("weeks", 1))):
            post = ask(space, asker, row, asked, week, first)
            rollcall = RollCall.objects.select_related("post__space").get(post=post)
            answer_all(rollcall, row, asked, Random(f"{row['key']} {week}"), week)
            settle(rollcall, row, week)
            first = first or rollcall


def ask(
    space: Space, asker: Person, row: Row, asked: Sequence[Organisation], week: int, first: RollCall | None
) -> Post:
    """Publish one, as old as it says and so many weeks more. The newest of a series goes on."""
    at = timezone.now() - timedelta(hours=row["hours_ago"] + week * WEEK)
    details = {
        "deadline": at + timedelta(hours=row["deadline_hours"]), "answers_label": row["answers_label"],
        "fields": row["fields"], "organisations": [city.pk for city in asked], "scope": {"who": "space"},
        "first": first.pk if first else None, "repeat": row.get("repeat", "") if not week else "",
    }  # fmt: skip
    content = PostContent(
        title=row["title"], body=row["body"], label=row["label"], contact="Exercise desk", details=details,
        topics=list(Topic.objects.filter(slug__in=row["topics"])),
        groups=list(Group.objects.filter(slug__in=row.get("groups", ()))),
    )  # fmt: skip
    organisation = asker.memberships.get().organisation
    return do_publish(space, "rollcall", content, organisation, asker, published_at=at)


def answer_all(rollcall: RollCall, row: Row, asked: Sequence[Organisation], rng: Random, week: int) -> None:
    """Let most of them answer, as long ago as they would have, and write all that in a few statements."""
    answering = [city for city in asked if answers(city, row, rng)]
    said = [reply_of(city, row, rng, week) for city in answering]
    officers = officers_of(answering)
    versions: list[AnswerVersion] = []
    for number, (city, words) in enumerate(zip(answering, said, strict=True)):
        moment, late = moment_of(rollcall, rng, len(answering) - number <= row.get("late", 0))
        for one in versions_of(city, row, words, officers[city.pk], number):
            one.rollcall, one.late = rollcall, late
            one.at = moment + timedelta(seconds=one.version)
            versions.append(one)
    write(rollcall, versions)


def officers_of(cities: Iterable[Organisation]) -> dict[int, Person]:
    """The one account of each city, by the city's key."""
    rows = Membership.objects.filter(organisation__in=cities).select_related("person")
    return {row.organisation_id: row.person for row in rows}


def versions_of(city: Organisation, row: Row, said: Reply, officer: Person, number: int) -> list[AnswerVersion]:
    """What a city said, then what it said instead, or that it withdrew."""
    entered = city.slug in row.get("entered", ())
    by, how = (None, How.COORDINATOR) if entered else (officer, (How.PAGE, How.LINK, How.MAIL)[number % 3])
    told = [said]
    if city.slug in row.get("changed", ()):
        told.append(Reply(said.values, comment="Corrected by the night shift."))
    rows = [version_of(city, reply, by, how) for reply in told]
    rows[0].confirmed = not entered
    if city.slug in row.get("withdrawn", ()):
        rows.append(version_of(city, told[-1], by, How.PAGE))
        rows[-1].state = AnswerState.WITHDRAWN
    for version, one in enumerate(rows, 1):
        one.version = version
    return rows


def version_of(city: Organisation, reply: Reply, by: Person | None, how: How) -> AnswerVersion:
    """One version, not written yet."""
    made = AnswerVersion(organisation=city)
    fill(made, reply, by, how)
    return made


@transaction.atomic
def write(rollcall: RollCall, versions: Sequence[AnswerVersion]) -> None:
    """Write the versions, the newest of each city as its answer, and the acts."""
    AnswerVersion.objects.bulk_create(versions)
    newest = {one.organisation_id: (move, one) for move, one in enumerate(versions, 1)}
    names = [field.attname for field in AnswerVersion._meta.concrete_fields if not field.primary_key]
    Answer.objects.bulk_create(
        Answer(move=move, **{name: getattr(one, name) for name in names}) for move, one in newest.values()
    )
    RollCall.objects.filter(pk=rollcall.pk).update(moves=len(versions))
    for one in versions:
        verb = "rollcall.answered" if one.state == AnswerState.OFFICIAL else "rollcall.unanswered"
        record_answer(verb, rollcall, one.organisation, one.by, version=one.version, how=one.how)


def answers(city: Organisation, row: Row, rng: Random) -> bool:
    """Whether this city is among those that answer."""
    named = {*row["said"], *(slug for name in ("surely", "entered", "changed", "withdrawn", "no_capacity")
                             for slug in row.get(name, ()))}  # fmt: skip
    chance = rng.random() < row["share"]
    return city.slug not in row.get("silent", ()) and (chance or city.slug in named)


def reply_of(city: Organisation, row: Row, rng: Random, week: int) -> Reply:
    """What a city says; larger ones answer otherwise than smaller ones."""
    if city.slug in row.get("no_capacity", ()):
        return Reply({}, no_capacity=True)
    people = city.place.population if city.place else 0
    column = "large" if people >= LARGE else "weight"
    chosen = rng.choices(row["answers"], [one[column] for one in row["answers"]])[0]["values"]
    fields = {f"f{number}": field for number, field in enumerate(row["fields"], 1)}
    growth = 1 - row.get("growth", 0) * week
    values = {name: value_of(fields[name], told, people, rng, growth) for name, told in chosen.items()}
    return Reply(values, comment=row["said"].get(city.slug, ""))


def value_of(field: Row, told: Any, people: int, rng: Random, growth: float) -> Value:
    """One value: an option by its id, some of several, a number out of a span or by the number of people."""
    match field["type"]:
        case FieldType.STANDING | FieldType.ONE:
            return Choice(told)
        case FieldType.SEVERAL:
            return Several(tuple(sorted(rng.sample(told, rng.randrange(1, 3)))))
        case FieldType.DATE:
            return Day(timezone.localdate() - timedelta(days=rng.randint(*told)))
        case FieldType.TEXT:
            return Words(told)
    unit = "%" if field["type"] == FieldType.PERCENT else field["unit"]
    return Amount(Decimal(number_of(told, people, rng, growth)), unit, about=rng.random() < 0.15)


def number_of(told: Any, people: int, rng: Random, growth: float) -> int:
    """A whole number, and a round one where it is large."""
    if isinstance(told, list):
        return rng.randint(*told)
    number: int = max(told["least"], round(people / told["per"] * rng.uniform(0.5, 1.5) * growth))
    return number if number < 200 else round(number, -2)


def moment_of(rollcall: RollCall, rng: Random, late: bool) -> tuple[datetime, bool]:
    """When a city answered, between asking and the deadline (or now), or after that when it is late."""
    asked_at, end = rollcall.post.published_at, min(rollcall.deadline, timezone.now())
    if late:
        return end + timedelta(minutes=rng.randint(4, 55)), True
    return asked_at + (end - asked_at) * rng.random() ** 1.6, False


def settle(rollcall: RollCall, row: Row, week: int) -> None:
    """Close it with its result where it says so; the earlier ones of a series are closed too."""
    now = timezone.now()
    change: dict[str, Any] = {
        "reminders": row.get("reminders", 0),
        "reminded_at": now if row.get("reminders") else None,
    }
    if "closed_hours_ago" in row:
        change |= {"closed_at": now - timedelta(hours=row["closed_hours_ago"]), "result": row["result"]}
    elif week:
        change["closed_at"] = rollcall.deadline + timedelta(hours=2)
    RollCall.objects.filter(pk=rollcall.pk).update(**change)


def move_rollcalls(posts: QuerySet[Post], shift: timedelta) -> None:
    """Make deadlines and answers as much later as their posts."""
    moved = ("deadline", "closed_at", "reminded_at", "over_at", "told_at", "repeated_at")
    RollCall.objects.filter(post__in=posts).update(**{name: F(name) + shift for name in moved})
    for model in (Answer, AnswerVersion):
        model._default_manager.filter(rollcall__post__in=posts).update(at=F("at") + shift)
