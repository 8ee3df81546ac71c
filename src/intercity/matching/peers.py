"""Cities like ours: organisations by likeness, each fact weighing as much as the reader says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from intercity.matching.candidates import facts_by_key
from intercity.matching.knowledge import Known, knowledge_of
from intercity.matching.proposing import MOST_REASONS, Ranked
from intercity.matching.reasons import Reason
from intercity.matching.similarity import Facts, compare, facts_of
from intercity.matching.subject import Matter
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer

MOST_PEERS: Final = 30
# From 0 (does not matter) to MOST_WEIGHT (matters much): what the sliders say at first.
MOST_WEIGHT: Final = 3
USUAL: Final[Mapping[str, int]] = {
    "size": 3, "distance": 1, "country": 1, "coast": 1, "density": 1, "language": 1, "level": 2,
}  # fmt: skip
# With a topic, what is known about it counts as much as likeness.
TOPIC_SHARE: Final = 0.5


@dataclass(frozen=True)
class Wish:
    """How much each fact weighs, and what narrows the list: codes of country and level, slugs of topics."""

    weights: Mapping[str, int]
    country: str = ""
    level: str = ""
    topics: Sequence[str] = ()


@dataclass(frozen=True)
class Peer:
    """An organisation, how like ours it is (0 to 1), and why."""

    organisation: Organisation
    score: float
    reasons: Sequence[Reason]


def peers_of(viewer: Viewer, own: Organisation, wish: Wish) -> list[Peer]:
    """The organisations of the network that are most like `own`, the likest first.

    Facts are public; what is said of topics counts only posts that `viewer` may see. A fixed number of queries.
    """
    matter = Matter("", "", wish.topics, ())
    facts = facts_by_key(candidates(own, wish))
    known = knowledge_of(viewer, matter) if wish.topics and facts else {}
    ranked = rank(facts_of(own), facts, known, wish)[:MOST_PEERS]
    found = Organisation.objects.select_related("place").in_bulk([one.key for one in ranked])
    return [Peer(found[one.key], one.score, reasons_of(one, matter)) for one in ranked if one.key in found]


def candidates(own: Organisation, wish: Wish) -> QuerySet[Organisation]:
    """Who takes part itself, but oneself, within the filters."""
    narrowed = Q()
    if wish.country:
        narrowed &= Q(country=wish.country)
    if wish.level:
        narrowed &= Q(level=wish.level)
    return Organisation.objects.in_network().filter(narrowed).exclude(pk=own.pk)


def rank(own: Facts, facts: Mapping[int, Facts], known: Mapping[int, Known], wish: Wish) -> list[Ranked]:
    """All candidates, the likest first; with topics, what they know counts as much as how like they are."""
    nothing, weights = Known(), {fact: float(weight) for fact, weight in wish.weights.items()}
    ranked = []
    for key, theirs in facts.items():
        alike, knows = compare(own, theirs, weights), known.get(key, nothing)
        score = alike.score * (1 - TOPIC_SHARE) + knows.knowledge * TOPIC_SHARE if wish.topics else alike.score
        ranked.append(Ranked(key, score, knows, alike))
    return sorted(ranked, key=lambda one: (-one.score, one.key))


def reasons_of(one: Ranked, matter: Matter) -> list[Reason]:
    """What they know about the topics, then what they have in common."""
    knows = one.known.reasons(matter) if matter.topics else []
    return [*knows[:2], *one.similarity.reasons][: MOST_REASONS + 1]
