"""Random roll calls: what is asked, what each city says, under which labels, and what of it each viewer may see.

What is told here is plain data, worked out without the product: tests compare the product with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st

from intercity.kinds.rollcall.actions.answering import Reply, do_answer, do_withdraw
from intercity.kinds.rollcall.models import FieldType, How, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh
from intercity.kinds.rollcall.values.types import Amount, Choice, Day, Several, Value, Words
from intercity.organisations.models import Level, Organisation, Type
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.places.models import City, Country
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

# Name, country, people (0: nobody knows), level.
CITIES = (
    ("Arles", "FR", 50_000, Level.LOCAL), ("Brest", "FR", 140_000, Level.LOCAL), ("Como", "IT", 84_000, Level.LOCAL),
    ("Dax", "FR", 0, Level.LOCAL), ("Enna", "IT", 27_000, Level.LOCAL), ("Fermo", "IT", 1_200_000, Level.LOCAL),
    ("Gers", "FR", 190_000, Level.REGIONAL), ("Huy", "BE", 21_000, Level.LOCAL),
)  # fmt: skip
# Who sees what is labelled Network: written down by hand.
INSIDE = ("asked", "partner inside", "coordinator")
NETWORK = (*INSIDE, "elsewhere")
VIEWERS = (*NETWORK, "partner outside", "stranger", "anonymous")
OPTIONS = ("Schools", "=Parks", "Bus; tram", 'The "old" halls')
UNITS = {FieldType.NUMBER: ("beds", "masks", ""), FieldType.MONEY: ("EUR", "BGN"), FieldType.PERCENT: ("%",)}
STANDING = ("yes", "planned", "no", "not_ours")
WORDS = st.sampled_from(["Keys at the gate", "=1+1", "Ask, please; always", "Ouvert « la nuit »", "Да"])
NUMBERS = st.one_of(
    st.integers(0, 5000).map(Decimal),
    st.decimals(0, 999, places=1, allow_nan=False, allow_infinity=False),
)
DAYS = st.integers(0, 900).map(lambda days: date(2025, 1, 1) + timedelta(days=days))


@dataclass(frozen=True)
class Said:
    """What one city says; `silent` for nothing."""

    values: Mapping[str, Value]
    no_capacity: bool = False
    comment: str = ""
    silent: bool = False
    withdrawn: bool = False
    entered: bool = False
    changed: bool = False


@dataclass(frozen=True)
class Told:
    """A whole roll call as it is told; `said` in the order of `CITIES`."""

    fields: Sequence[Mapping[str, Any]]
    said: Sequence[Said]
    label: Label
    answers_label: Label

    @property
    def standing(self) -> dict[str, Said]:
        """What stands, by the name of the city."""
        pairs = zip(CITIES, self.said, strict=True)
        return {city[0]: said for city, said in pairs if not said.silent and not said.withdrawn}

    def sees_post(self, viewer: str) -> bool:
        """Whether this viewer sees the question."""
        return sees(viewer, self.label)

    def sees_answers(self, viewer: str) -> bool:
        """Whether they see the answers: both labels must allow it."""
        return sees(viewer, self.label) and sees(viewer, self.answers_label)


def sees(viewer: str, label: str) -> bool:
    """The table of labels, written down by hand."""
    of_space = viewer in ("asked", "partner inside")
    return {Label.CLEAR: True, Label.GREEN: viewer in NETWORK, Label.AMBER: of_space, Label.RED: False}[Label(label)]


def field_of(kind: FieldType, number: int, options: int, unit: int) -> dict[str, Any]:
    """What is asked."""
    chosen = [{"id": f"o{n}", "label": OPTIONS[n]} for n in range(options)]
    units = UNITS.get(kind, ("",))
    has_options = kind in (FieldType.ONE, FieldType.SEVERAL)
    return {
        "type": kind, "label": f"Question {number} ({kind})", "options": chosen if has_options else [],
        "unit": units[unit % len(units)],
    }  # fmt: skip


@st.composite
def fields(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to six of any type."""
    kinds = draw(st.lists(st.sampled_from(list(FieldType)), min_size=1, max_size=6))
    return [
        field_of(kind, number, draw(st.integers(2, 4)), draw(st.integers(0, 2))) for number, kind in enumerate(kinds, 1)
    ]


def values_for(asked: Mapping[str, Any]) -> st.SearchStrategy[Value]:
    """Everything that can be answered to one."""
    ids = [option["id"] for option in asked["options"]]
    match asked["type"]:
        case FieldType.STANDING:
            return st.sampled_from(STANDING).map(Choice)
        case FieldType.ONE:
            return st.sampled_from(ids).map(Choice)
        case FieldType.SEVERAL:
            return st.sets(st.sampled_from(ids), min_size=1).map(lambda some: Several(tuple(sorted(some))))
        case FieldType.DATE:
            return DAYS.map(Day)
        case FieldType.TEXT:
            return WORDS.map(Words)
    units = UNITS[asked["type"]] if asked["type"] == FieldType.MONEY else (asked["unit"],)
    return st.builds(Amount, NUMBERS, st.sampled_from(units), st.booleans())


@st.composite
def said_by_one(draw: st.DrawFn, asked: Sequence[Mapping[str, Any]]) -> Said:
    """What one city does: nothing, an answer, one that is withdrawn, changed or entered for it, or no capacity."""
    how = draw(st.sampled_from(["silent", "says", "says", "says", "withdrawn", "entered", "changed", "no capacity"]))
    if how in ("silent", "no capacity"):
        return Said({}, silent=how == "silent", no_capacity=how == "no capacity")
    given = {f"f{n}": draw(values_for(one)) for n, one in enumerate(asked, 1) if draw(st.booleans())}
    comment = draw(st.sampled_from(["", "=cmd()", "We can show it, any day"]))
    return Said(given, comment=comment, **{how: True} if how != "says" else {})


@st.composite
def told(draw: st.DrawFn) -> Told:
    """A roll call."""
    asked = draw(fields())
    said = [draw(said_by_one(asked)) for _ in CITIES]
    label = draw(st.sampled_from([Label.CLEAR, Label.CLEAR, Label.GREEN, Label.AMBER]))
    return Told(asked, said, label, draw(st.sampled_from([Label.CLEAR, Label.GREEN, Label.GREEN, Label.AMBER])))


@dataclass
class Stage:
    """The cities and people before which all of it plays."""

    space: Space
    cities: list[Organisation]
    personas: dict[str, Persona | None] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """The rights of one of `VIEWERS`."""
        persona = self.personas[name]
        return persona.viewer if persona else PUBLIC

    def client(self, name: str) -> Client:
        """Their browser."""
        persona = self.personas[name]
        return persona.client if persona else Client()

    def play(self, story: Told) -> RollCall:
        """Let it happen, through the actions of everybody."""
        asker = self.personas["coordinator"]
        assert asker is not None
        post = make_post(
            asker, self.space, kind="rollcall", title="What is open?", label=story.label, fields=story.fields,
            organisations=[city.pk for city in self.cities], answers_label=story.answers_label,
            deadline=timezone.now() + timedelta(hours=6),
        )  # fmt: skip
        for city, said in zip(self.cities, story.said, strict=True):
            if not said.silent:
                say(fresh(post), city, said)
        return fresh(post)


def say(rollcall: RollCall, city: Organisation, said: Said) -> None:
    """What one city does."""
    reply = Reply(said.values, said.no_capacity, said.comment)
    if said.changed:
        do_answer(rollcall, city, Reply({}, no_capacity=True), None, How.PAGE, seen=None)
    how = How.COORDINATOR if said.entered else How.PAGE
    do_answer(rollcall, city, reply, None, how, seen=None, confirmed=not said.entered)
    if said.withdrawn:
        do_withdraw(rollcall, city, None)


def build_stage() -> Stage:
    """One viewer of each sort, and the cities, with places where somebody knows how many live there."""
    space = do_create_space("Heat")
    cities = [organisation_of(*told) for told in CITIES]
    for city in cities:
        do_join(space, city)
    ministry = make_organisation("Ministry inside", type=Type.MINISTRY, level=Level.NATIONAL)
    do_join(space, ministry)
    outside = make_organisation("Ministry outside", type=Type.MINISTRY, level=Level.NATIONAL)
    network = make_organisation("Secretariat", type=Type.NETWORK, level=Level.EUROPEAN, country="")
    return Stage(space, cities, {
        "asked": make_persona("asked", cities[0]),
        "elsewhere": make_persona("elsewhere", make_organisation("City elsewhere")),
        "partner inside": make_persona("partner inside", ministry),
        "partner outside": make_persona("partner outside", outside),
        "coordinator": make_persona("coordinator", network, is_coordinator=True),
        "stranger": make_persona("stranger", None),
        "anonymous": None,
    })  # fmt: skip


def organisation_of(name: str, country: str, people: int, level: str) -> Organisation:
    """A city or region of `CITIES`."""
    nation, _ = Country.objects.get_or_create(code=country, defaults={"iso3": f"{country}X", "population": 1})
    place = City.objects.create(
        geonames_id=9_000_000 + len(name) * 1000 + ord(name[0]), name=name, folded=name.lower(), country=nation,
        latitude=44.0, longitude=5.0, population=people, timezone="Europe/Paris",
    ) if people else None  # fmt: skip
    return make_organisation(name, country=country, place=place, level=level)


def options_chosen(standing: Mapping[str, Said], name: str) -> Counter[str]:
    """How many chose each option of a field, counted by hand."""
    found = Counter[str]()
    for said in standing.values():
        value = said.values.get(name)
        if isinstance(value, Choice):
            found[value.option] += 1
        elif isinstance(value, Several):
            found.update(value.options)
    return found


def amounts_given(standing: Mapping[str, Said], name: str) -> dict[str, list[Decimal]]:
    """The numbers given to a field by unit, in order."""
    found: dict[str, list[Decimal]] = {}
    for said in standing.values():
        value = said.values.get(name)
        if isinstance(value, Amount):
            found.setdefault(value.unit, []).append(value.value)
    return {unit: sorted(numbers) for unit, numbers in found.items()}
