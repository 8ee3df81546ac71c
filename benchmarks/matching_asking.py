"""Ask the held-back questions and score who is named. Run inside the installation; prints one JSON object last."""

from __future__ import annotations

import django

django.setup()

import json  # noqa: E402
import random  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections import defaultdict  # noqa: E402
from collections.abc import Callable, Iterable, Mapping, Sequence  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import fmean, median  # noqa: E402
from typing import Any  # noqa: E402

from django.db.models import Count  # noqa: E402

from benchmarks.matching_split import EVERYBODY  # noqa: E402
from benchmarks.quality_judged import posts_by_origin  # noqa: E402
from intercity.matching.proposing import RING_SIZE, propose  # noqa: E402
from intercity.matching.subject import Subject, subject_of  # noqa: E402
from intercity.organisations.models import Organisation, Person  # noqa: E402
from intercity.organisations.viewers import viewer_for  # noqa: E402
from intercity.posts.models import Post, State  # noqa: E402
from intercity.transfer.importing.content import record_key, tracker_key  # noqa: E402
from intercity.transfer.reading.measure import Measure  # noqa: E402
from intercity.transfer.reading.measures import read_measures  # noqa: E402

QUESTIONS = 300
# What nearly everybody did says nothing about a matcher: kinds that more than this share of the cities have are left
# out.
COMMON_SHARE = 0.1
Name = Callable[[Subject], Sequence[int]]


@dataclass(frozen=True)
class HeldBack:
    """A question, and the organisations that know."""

    subject: Subject
    gold: frozenset[int]


def kinds_of_posts(files: Iterable[Path]) -> dict[int, str]:
    """Key of each post → the finest kind that its tracker files it under."""
    posts, kinds = posts_by_origin(), dict[int, str]()
    for path in files:
        for each in read_measures(path):
            if isinstance(each, Measure) and each.categories:
                post = posts.get((tracker_key(each.tracker), record_key(each.key)))
                if post is not None:
                    kinds[post] = " > ".join((each.tracker, *each.categories))
    return kinds


def held_back(kinds: Mapping[int, str]) -> list[HeldBack]:
    """Questions drawn from the later posts, the same ones in every run."""
    later = Post.objects.filter(state=State.HIDDEN, pk__in=list(kinds)).select_related("space", "organisation__place")
    knowers = defaultdict[str, set[int]](set)
    for pk, organisation in later.values_list("pk", "organisation"):
        knowers[kinds[pk]].add(organisation)
    most = COMMON_SHARE * Organisation.objects.count()
    rows = sorted(later, key=lambda post: post.pk)
    random.Random(4).shuffle(rows)
    found = []
    for post in rows:
        gold = knowers[kinds[post.pk]] - {post.organisation_id}
        if gold and len(gold) <= most:
            found.append(HeldBack(subject_of(post), frozenset(gold)))
        if len(found) == QUESTIONS:
            break
    return found


def most_active() -> list[int]:
    """Organisations by how much they published before."""
    rows = Post.objects.filter(state=State.PUBLISHED).order_by().values("organisation").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "organisation").values_list("organisation", flat=True))


def others(keys: Sequence[int], subject: Subject) -> Sequence[int]:
    """The first few that did not ask themselves."""
    return [key for key in keys if key != subject.organisation.pk][:RING_SIZE]


def score(questions: Sequence[HeldBack], name: Name) -> dict[str, float]:
    """Both figures of one way to name organisations."""
    found = [(len(each.gold & set(name(each.subject)))) for each in questions]
    return {"hit": round(fmean(bool(n) for n in found), 3), "precision": round(fmean(n / RING_SIZE for n in found), 3)}


def main() -> None:
    """Print the figures."""
    kinds = kinds_of_posts(Path(word) for word in sys.argv[1:])
    questions, active = held_back(kinds), most_active()
    everybody, dice = list(Organisation.objects.order_by("pk").values_list("pk", flat=True)), random.Random(8)
    viewer, times = viewer_for(Person.objects.get(email=EVERYBODY)), list[float]()

    def matcher(subject: Subject) -> Sequence[int]:
        began = time.perf_counter()
        found = [one.organisation.pk for one in propose(viewer, subject)]
        times.append(1000 * (time.perf_counter() - began))
        return found

    ways: dict[str, Name] = {
        "matcher": matcher,
        "most_active": lambda subject: others(active, subject),
        "random": lambda subject: others(dice.sample(everybody, RING_SIZE + 1), subject),
    }
    scores = {name: score(questions, way) for name, way in ways.items()}
    figures: dict[str, Any] = {
        "questions": len(questions),
        "organisations": len(everybody),
        "posts_known": Post.objects.filter(state=State.PUBLISHED).count(),
        "who_know_mean": round(fmean(len(each.gold) for each in questions), 1),
        "hit@8": {name: row["hit"] for name, row in scores.items()},
        "precision@8": {name: row["precision"] for name, row in scores.items()},
        "propose_ms": round(median(times), 1),
        "propose_p95_ms": round(sorted(times)[int(0.95 * len(times))], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
