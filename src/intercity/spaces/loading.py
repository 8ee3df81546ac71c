"""Bring in the topics and groups that Intercity starts with (`data/topics.json`, `data/groups.json`)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, TypedDict, TypeVar

from django.db import transaction

from intercity.spaces.models import Group, Topic
from intercity.spaces.terms import do_save_terms

T = TypeVar("T", Topic, Group)

DATA = Path(__file__).parent / "data"


class TermRow(TypedDict, total=False):
    """One term of the start data."""

    slug: str
    parent: str
    is_sensitive: bool
    helplines: bool
    labels: dict[str, str]
    synonyms: dict[str, list[str]]


def load_terms() -> int:
    """Add topics, groups and languages that are missing; gives how many terms were added or completed.

    What a coordinator changed, emptied or retired stays as it is: a language counts as missing only where
    nobody ever wrote in it. Safe to repeat; a second call writes nothing.
    """
    with transaction.atomic():
        topics = missing(Topic, rows("topics.json"))
        complete_new([topic for topic in topics if topic.pk is None])
        groups = missing(Group, rows("groups.json"))
        do_save_terms([*topics, *groups])
    return len(topics) + len(groups)


def missing(model: type[T], wanted: list[TermRow]) -> list[T]:
    """The terms of `wanted` that the table lacks, and those it has without some language, completed."""
    known: dict[str, T] = {term.slug: term for term in model._default_manager.all()}
    out: list[T] = []
    for position, row in enumerate(wanted, 1):
        term = known.get(row["slug"])
        if term is None:
            out.append(model(slug=row["slug"], position=position, labels=row["labels"], synonyms=row["synonyms"]))
        elif complete(term, row):
            out.append(term)
    return out


def complete(term: Topic | Group, row: TermRow) -> bool:
    """Fill in the languages that nobody wrote in yet; True when there was one."""
    before = (term.labels, term.synonyms)
    term.labels = {**row["labels"], **term.labels}
    term.synonyms = {**row["synonyms"], **term.synonyms}
    return (term.labels, term.synonyms) != before


def complete_new(new: list[Topic]) -> None:
    """Hang topics below their parents, which come before them in the file, and mark those about people in danger.

    Those that stand keep their place and their marks.
    """
    wanted = {row["slug"]: row for row in rows("topics.json")}
    known = {topic.slug: topic for topic in (*Topic.objects.all(), *new)}
    for topic in new:
        row = wanted[topic.slug]
        topic.parent = known.get(row.get("parent", ""))
        topic.is_sensitive, topic.helplines = row.get("is_sensitive", False), row.get("helplines", False)


@cache
def rows(name: str) -> list[TermRow]:
    """The rows of one file of start data."""
    found: Any = json.loads((DATA / name).read_text(encoding="utf-8"))
    return list(found)
