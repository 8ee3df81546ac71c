"""Whom to ask: the organisations most likely to know, each with its reasons. docs/matching.md has the arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from intercity.matching.candidates import asked_enough, facts_by_key, who_can_answer, without
from intercity.matching.knowledge import Known, knowledge_of
from intercity.matching.reasons import Reason
from intercity.matching.similarity import RARELY_SAID, Facts, Similarity, compare, facts_of, likeness
from intercity.matching.subject import Matter, Subject
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer

RING_SIZE: Final = 8
# What an organisation knows counts three times as much as how like the asker it is.
KNOWLEDGE_SHARE: Final = 0.75
# Whoever never answers keeps half of the score: they may have been away.
LEAST_RELIABLE: Final = 0.5
MOST_REASONS: Final = 4
MOST_KNOWLEDGE_REASONS: Final = 3
NOTHING: Final = Known()
"""Of whoever left no trace."""


@dataclass(frozen=True)
class Proposal:
    """An organisation that is likely to know, how likely (0 to 1), and why."""

    organisation: Organisation
    score: float
    reasons: Sequence[Reason]


def propose(
    viewer: Viewer, subject: Subject, size: int = RING_SIZE, *, leave_out: Collection[int] = ()
) -> list[Proposal]:
    """Up to `size` organisations that are likely to know, the likeliest first; equal ones in the order they came.

    Only those with somebody who may speak, that may see the question and were not asked too often this week.
    Reasons count only what `viewer` may see. `leave_out` are keys of organisations that are not wanted.
    """
    facts = facts_by_key(who_can_answer(subject))
    return proposals(viewer, subject, without(facts, {*leave_out, *asked_enough(subject.space)}), size)


def describe(viewer: Viewer, subject: Subject, keys: Collection[int]) -> list[Proposal]:
    """The organisations with these keys as proposals, whether or not they would have been proposed."""
    found = proposals(viewer, subject, facts_by_key(Organisation.objects.filter(pk__in=keys)), len(keys))
    return [replace(one, reasons=one.reasons or [Reason("by_hand")]) for one in found]


def proposals(viewer: Viewer, subject: Subject, facts: Mapping[int, Facts], size: int) -> list[Proposal]:
    """The best `size` of these candidates."""
    asker, known = facts_of(subject.organisation), knowledge_of(viewer, subject) if facts else {}
    best = rank(asker, facts, known)[:size]
    found = Organisation.objects.select_related("place").in_bulk([key for _score, key in best])
    return [
        Proposal(found[key], score, reasons_of(known.get(key, NOTHING), compare(asker, facts[key]), subject))
        for score, key in best
        if key in found
    ]


def rank(asker: Facts, candidates: Mapping[int, Facts], known: Mapping[int, Known]) -> list[tuple[float, int]]:
    """(score, key) of all candidates, the likeliest first."""
    scores = [(score_of(known.get(key), likeness(asker, facts)), key) for key, facts in candidates.items()]
    return sorted(scores, key=lambda one: (-one[0], one[1]))


def score_of(known: Known | None, alike: float) -> float:
    """Knowledge and likeness, three to one; lessened by up to a half for whoever is asked and does not answer."""
    if known is None:
        return (1 - KNOWLEDGE_SHARE) * alike
    likely = KNOWLEDGE_SHARE * known.knowledge + (1 - KNOWLEDGE_SHARE) * alike
    return likely * (LEAST_RELIABLE + (1 - LEAST_RELIABLE) * known.reliability)


def reasons_of(known: Known, alike: Similarity, matter: Matter, most: int = MOST_REASONS) -> list[Reason]:
    """The few that are said: what it knows first, then what it has in common with the asker."""
    knows = known.reasons(matter)[:MOST_KNOWLEDGE_REASONS]
    common = [reason for reason in alike.reasons if not knows or reason.code not in RARELY_SAID]
    return [*knows, *common][:most]
