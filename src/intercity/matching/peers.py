"""Cities like ours: organisations by likeness, each fact weighing as much as the reader says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from intercity.matching.candidates import facts_by_key
from intercity.matching.knowledge import Known, knowledge_of
from intercity.matching.proposing import NOTHING, reasons_of
from intercity.matching.reasons import Reason
from intercity.matching.similarity import Facts, compare, facts_of, likeness
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

    weights: Mapping[str, float]
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
    matter, theirs, ours = Matter("", "", wish.topics, ()), facts_by_key(candidates(own, wish)), facts_of(own)
    known = knowledge_of(viewer, matter) if wish.topics and theirs else {}
    best = rank(ours, theirs, known, wish)[:MOST_PEERS]
    found = Organisation.objects.select_related("place").in_bulk([key for _score, key in best])
    return [
        Peer(found[key], score, reasons_of(known.get(key, NOTHING), compare(ours, theirs[key], wish.weights), matter))
        for score, key in best
        if key in found
    ]


def candidates(own: Organisation, wish: Wish) -> QuerySet[Organisation]:
    """Who takes part itself, but oneself, within the filters."""
    narrowed = Q()
    if wish.country:
        narrowed &= Q(country=wish.country)
    if wish.level:
        narrowed &= Q(level=wish.level)
    return Organisation.objects.in_network().filter(narrowed).exclude(pk=own.pk)


def rank(
    own: Facts, candidates: Mapping[int, Facts], known: Mapping[int, Known], wish: Wish
) -> list[tuple[float, int]]:
    """(score, key) of all candidates, the likest first; with topics, what they know counts as much as likeness."""
    scores = []
    for key, facts in candidates.items():
        alike = likeness(own, facts, wish.weights)
        knows = known[key].knowledge if key in known else 0.0
        scores.append((alike * (1 - TOPIC_SHARE) + knows * TOPIC_SHARE if wish.topics else alike, key))
    return sorted(scores, key=lambda one: (-one[0], one[1]))
