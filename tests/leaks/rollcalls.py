"""A roll call for every pair of labels and for every state, with markers in all that is asked and answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from django.test import Client
from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import Reply, do_answer, do_propose
from intercity.kinds.rollcall.links import answer_path, proposal_path
from intercity.kinds.rollcall.models import FieldType, How, Proposal, RollCall, Waits
from intercity.kinds.rollcall.values.types import Amount, Choice, Day, Value, Words
from intercity.organisations.models import Organisation
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label
from tests.leaks.channels import arguments, kind_of, path_of, patterns
from tests.leaks.world import MARKER, MEMBERS, SORTS, World, marker, may_see
from tests.personas import make_organisation

# A city of the network that does not take part in the space.
OUTSIDE = "outside"
# Of the space, or who coordinates it.
INSIDE = MEMBERS | {"coordinator"}
# What the question says, what answers say, and what nobody but the answering city knows yet.
ASKED = ("title", "body", "call", "field", "option")
ANSWERED = ("said", "before", "page", "phone", "words")
PROPOSED = ("proposal", "mailed")
CITIES = {"city-of-nice": "nice", "city-of-torino": "torino"}
# Whose people these are: they may always read what their own city says, where they read the question.
OWN = {"author": "nice", "lead": "nice", "colleague": "nice", "elsewhere": "torino", "reader": "torino"}
SPACES_BETWEEN = re.compile(r"(?<=\d)[ ,.\u00a0\u202f](?=\d{3})")
Key = tuple[str, str, str]
"""Label of the question, label of the answers, state."""
KEYS: Sequence[Key] = [
    (label, answers, State.PUBLISHED)
    for label, answers in product(Label, Label)
    # What answers for named readers are under a wider question, answers for the space are already: for nobody here.
    if answers.rank >= label.rank and (answers != Label.RED or label == Label.RED)
    # A question to every city is never put off: it has no composer in which a time could be chosen.
] + [(Label.CLEAR, Label.CLEAR, state) for state in (State.WITHDRAWN, State.HIDDEN)]  # fmt: skip


def word(key: Key, name: str) -> str:
    """A marker of one roll call."""
    label, answers, state = key
    return marker(f"{label}x{answers}", state, name)


def number(key: Key, city: str) -> int:
    """A number that stands nowhere else."""
    return 7_310_421 + 1_000 * KEYS.index(key) + (7 if city == "nice" else 0)


def answer_words(key: Key, city: str) -> set[str]:
    """All that one city says to one roll call."""
    return {word(key, f"{name}{city}") for name in ANSWERED} | {str(number(key, city))}


def sees_question(viewer: str, key: Key) -> bool:
    """Who reads the question."""
    return may_see(viewer, key[0], key[2])


def sees_answers(viewer: str, key: Key) -> bool:
    """Who reads the answers: those who read the question, and whom their label allows it.

    Answers have no named readers of their own: for named readers they are only where the question is.
    """
    if key[1] == Label.RED != key[0]:
        return False
    return sees_question(viewer, key) and may_see(viewer, key[1], State.PUBLISHED)


def sees_silent(viewer: str, key: Key) -> bool:
    """Who is told by name who has not answered."""
    return sees_answers(viewer, key) and viewer in INSIDE


@dataclass
class Asked:
    """All roll calls of the world."""

    world: World
    posts: dict[Key, Post] = field(default_factory=dict)
    silent: dict[Key, Organisation] = field(default_factory=dict)

    def client(self, viewer: str) -> Client:
        """The browser of a viewer."""
        return self.world.client(viewer)

    def forbidden(self, viewer: str) -> set[str]:
        """Every marker that must reach this viewer nowhere. Names of cities are another matter: `named`."""
        found = set()
        for key in self.posts:
            found |= set() if sees_question(viewer, key) else {word(key, name) for name in ASKED}
            found |= set() if sees_answers(viewer, key) else {word(key, "result")}
            own = OWN.get(viewer, "") if sees_question(viewer, key) else ""
            shut = () if sees_answers(viewer, key) else {*CITIES.values()} - {own}
            found |= {each for city in shut for each in answer_words(key, city)}
            found |= set() if own == "nice" else {word(key, name) for name in PROPOSED}
        return found

    def named(self, viewer: str) -> set[str]:
        """The names of silent cities that no address of a roll call may show this viewer."""
        return {word(key, "silent") for key in self.posts if not sees_silent(viewer, key)}


def found_in(text: str) -> set[str]:
    """The markers and numbers in what somebody got, however a number is written."""
    plain = SPACES_BETWEEN.sub("", text)
    return set(MARKER.findall(text)) | set(re.findall(r"73\d{5}", plain))


def ask_everything(world: World, *, answered: bool = True) -> Asked:
    """Ask a question for each key; Nice and Torino answer, one city stays silent, one mail waits for its writer."""
    asked = Asked(world)
    ghent = Organisation.objects.get(slug="city-of-ghent")
    for key in KEYS:
        silent = make_organisation(word(key, "silent"), country="BE")
        do_join(world.space, silent)
        asked.silent[key] = silent
        asked.posts[key] = publish(world, key, [*answering(), silent, ghent])
    if answered:
        answer_everything(asked)
    for key, post in asked.posts.items():
        Post.objects.filter(pk=post.pk).update(state=key[2])
    return asked


def answering() -> list[Organisation]:
    """The cities that answer."""
    return [Organisation.objects.get(slug=slug) for slug in CITIES]


def publish(world: World, key: Key, cities: list[Organisation]) -> Post:
    """Ask one."""
    coordinator = world.personas["coordinator"]
    assert coordinator is not None
    assert coordinator.organisation is not None
    options = [{"id": "a", "label": word(key, "option")}, {"id": "b", "label": "Other"}]
    fields = [
        {"type": FieldType.ONE, "label": word(key, "field"), "options": options},
        {"type": FieldType.NUMBER, "label": "How many?", "unit": "beds"},
        {"type": FieldType.TEXT, "label": "What else?"},
        {"type": FieldType.DATE, "label": "Since when?"},
    ]
    details = {
        "fields": fields, "organisations": [city.pk for city in cities], "answers_label": key[1],
        "deadline": timezone.now() + timedelta(days=1),
    }  # fmt: skip
    content = PostContent(
        title=word(key, "title"), body=word(key, "body"), contact=word(key, "call"), label=SORTS[key[0]],
        details=details, readers=world.readers.get(key[0]),
    )  # fmt: skip
    post = do_publish(world.space, "rollcall", content, coordinator.organisation, coordinator.person)
    RollCall.objects.filter(pk=post.pk).update(result=word(key, "result"))
    return post


def answer_everything(asked: Asked) -> None:
    """Let both cities answer all, Nice a second time, and a mail of Nice wait."""
    author = asked.world.personas["author"]
    assert author is not None
    for key, post in asked.posts.items():
        rollcall = RollCall.objects.select_related("post__space").get(pk=post.pk)
        nice, torino = answering()
        for said in (reply(key, "nice", "before"), reply(key, "nice", "said")):
            do_answer(rollcall, nice, said, author.person, How.PAGE, seen=None)
        said = reply(key, "torino", "said")
        do_answer(rollcall, torino, said, None, How.COORDINATOR, seen=None, confirmed=False)
        later = Reply({"f3": Words(word(key, "proposal"))})
        do_propose(
            rollcall, nice, later, author.person, How.MAIL, seen=2, waits=Waits.WRITER, words=word(key, "mailed")
        )


def reply(key: Key, city: str, comment: str) -> Reply:
    """An answer with a marker wherever one fits."""
    values: dict[str, Value] = {
        "f1": Choice("a"), "f2": Amount(Decimal(number(key, city)), "beds"),
        "f3": Words(word(key, f"words{city}")),
        "f4": Day(date(2026, 11, 20)),
    }  # fmt: skip
    web, phone = f"https://example.org/{word(key, f'page{city}')}", word(key, f"phone{city}")
    return Reply(values, comment=word(key, f"{comment}{city}"), source=web, contact=phone)


OFTEN = ["anonymous", OUTSIDE]
# Whoever is left out here sees the same as one of these.
SOME_VIEWERS = ["anonymous", "coordinator", "former", "lead", "named", OUTSIDE, "partner_inside", "partner_outside"]
# What is asked of the pages of other kinds for roll calls: it tells that they show none, whoever may see it.
OF_ANOTHER_KIND = [
    *((label, label, State.PUBLISHED) for label in (Label.AMBER, Label.RED, Label.CLEAR)),
    (Label.CLEAR, Label.CLEAR, State.HIDDEN),
]
# What addresses of answers are asked for besides themselves.
QUERIES = {
    "rollcall_answers": ("", "?answer=f1%3Aa", "?country=FR&sort=-f2", "?per=100k", "?country=BE"),
    "rollcall_csv": ("", "?answer=f1%3Aa"),
    "rollcall_json": ("", "?country=BE"),
    "rollcall_map": ("", "?field=f2"),
    "rollcall_map_data": ("", "?field=f2", "?part=pins"),
    "rollcall_compare": ("", "?by=country", "?by=size", "?since=2026-11-01", "?by=level&field=f2"),
}


def addresses(asked: Asked, *keys: Key) -> Iterator[str]:
    """Every address of every roll call, its post and its answers: whatever the URLconf has with a `uid`."""
    world = asked.world
    for pattern in patterns():
        name = pattern.name or ""
        groups = list(pattern.pattern.regex.groupindex)
        if "uid" not in groups or name in ("attachment", "rollcall_proposal"):
            continue
        others = {group: arguments(world, pattern)[group] for group in groups if group != "uid"}
        own = kind_of(pattern) in (None, "rollcall")
        for key in (keys or asked.posts) if own else (keys or OF_ANOTHER_KIND)[:4]:
            uid = asked.posts[key].uid
            slugs = ["city-of-nice", "city-of-torino", asked.silent[key].slug]
            others |= {"slug": slugs} if "slug" in others else {}
            for chosen in product(*others.values()):
                path = path_of(pattern, {"uid": uid, **dict(zip(others, chosen, strict=True))})
                if path:
                    yield from (f"{path}{query}" for query in QUERIES.get(name, ("",)))


def own_links(asked: Asked) -> Iterator[str]:
    """The signed links of Nice's officer, to answer and to confirm what they mailed: in whatever hands."""
    author = asked.world.personas["author"]
    assert author is not None
    nice = answering()[0]
    for post in asked.posts.values():
        rollcall = RollCall.objects.select_related("post").get(pk=post.pk)
        yield answer_path(author.person, rollcall, nice)
    for proposal in Proposal.objects.all():
        yield proposal_path(author.person, proposal)


def lists(asked: Asked) -> Iterator[str]:
    """Pages on which posts stand beside each other."""
    base = f"/spaces/{asked.world.space.slug}/"
    yield from ("/", base, f"{base}?kind=rollcall", f"{base}?asking=open", f"{base}table", f"{base}table.csv")
    yield from (f"{base}table.xlsx", f"{base}map.json", f"{base}ask-all", "/answers-waiting", "/inbox")
    yield from (f"/search?q={word(key, name)}" for key in asked.posts for name in ("title", "saidnice"))
    yield from ("/organisations/city-of-nice/", *(f"/proposals/{row.uid}" for row in Proposal.objects.all()))
