"""`intercity audit`: the record of acts, with the names that those who acted have today."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.chain import read_head
from intercity.activity.models import Activity, Said
from intercity.activity.verbs import VERBS
from intercity.cli.errors import CommandError
from intercity.organisations.models import Organisation, Person
from intercity.spaces.models import Space

BATCH: Final = 500
COLUMNS: Final = (
    "id", "at", "verb", "person", "organisation", "space", "person_uid", "organisation_uid", "space_uid", "post_uid",
    "root_uid", "public", "data", "before", "after", "said", "link",
)  # fmt: skip
Named = type[Person | Organisation | Space]
NAMED: Final[dict[str, Named]] = {"person": Person, "organisation": Organisation, "space": Space}
# A sheet takes a cell that begins so for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity audit`."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("one JSON object a line; the last one is the head"))
    form.add_argument("--csv", action="store_true", help=_("a table for a spreadsheet"))
    parser.add_argument("--since", metavar="DAY", default="", help=_("only acts since that day (2026-11-23)"))
    parser.add_argument(
        "--verb", action="append", default=[], help=_("only these acts: membership.changed, or membership for all")
    )


def run(options: argparse.Namespace) -> int:
    """Print the acts that are asked for, oldest first. CommandError for a day or verb that cannot be."""
    acts = wanted(options.since, options.verb)
    # Before the rows: whatever comes meanwhile is behind this head.
    head = read_head()
    if options.csv:
        print_table(acts)
        return 0
    for row in rows_of(acts):
        print(json.dumps(row, ensure_ascii=False) if options.json else as_line(row))
    if options.json:
        print(json.dumps({"head": {"id": head.last_id, "link": head.link} if head else None}))
    return 0


def wanted(since: str, verbs: Sequence[str]) -> QuerySet[Activity]:
    """The acts since that day ("" for all), of these verbs or first words of verbs (none for all)."""
    acts = Activity.objects.all()
    if since:
        acts = acts.filter(at__gte=day(since))
    families = {verb.partition(".")[0] for verb in VERBS}
    unknown = sorted({*verbs} - {*VERBS} - families)
    if unknown:
        raise CommandError(_("There is no act %(verb)s. These are there: %(known)s") % {
            "verb": unknown[0], "known": ", ".join(sorted(VERBS)),
        })  # fmt: skip
    if verbs:
        acts = acts.filter(verb__in=[verb for verb in VERBS if {verb, verb.partition(".")[0]} & {*verbs}])
    return acts


def day(text: str) -> datetime:
    """The first moment of a day, here."""
    try:
        return timezone.make_aware(datetime.strptime(text, "%Y-%m-%d"))
    except ValueError:
        raise CommandError(_("Write the day like this: 2026-11-23")) from None


def rows_of(acts: QuerySet[Activity]) -> Iterator[Row]:
    """What is printed of each act, in the order of the record; memory does not grow with it."""
    after = 0
    while page := list(acts.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from describe(page)
        after = page[-1].pk


def describe(acts: Sequence[Activity]) -> Iterator[Row]:
    """Acts with the names that stand today, and what was said before and after where it was not erased."""
    names = {key: names_of(model, {getattr(act, f"{key}_uid") for act in acts}) for key, model in NAMED.items()}
    values = dict(Said.objects.filter(key__in={act.said for act in acts} - {""}).values_list("key", "value"))
    for act in acts:
        row = {name: getattr(act, name, None) for name in COLUMNS}
        row |= {key: found.get(getattr(act, f"{key}_uid")) for key, found in names.items()}
        value = values.get(act.said) or {}
        yield {**row, "at": act.at.isoformat(), "before": value.get("before"), "after": value.get("after")}


def names_of(model: Named, uids: set[str]) -> dict[str, str]:
    """Names by uid; whoever is gone has none."""
    rows = model._default_manager.filter(uid__in=uids - {""})
    return dict(rows.values_list("uid", "name"))


def print_table(acts: QuerySet[Activity]) -> None:
    """A table with a line of heads."""
    table = csv.writer(sys.stdout)
    table.writerow(COLUMNS)
    for row in rows_of(acts):
        table.writerow([cell(row[name]) for name in COLUMNS])


def cell(value: Any) -> str:
    """A value as text that a spreadsheet does not run."""
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_line(row: Row) -> str:
    """One act on one line."""
    names = [str(row[key] or row[f"{key}_uid"]) for key in NAMED]
    about = [f"{name} {row[f'{name}_uid']}" for name in ("post",) if row[f"{name}_uid"]]
    told = [f"{name} {json.dumps(row[name], ensure_ascii=False)}" for name in ("before", "after") if row[name]]
    words = [f"{row['id']:>8}", row["at"][:19], f"{row['verb']:22}", *filter(None, names), *about, *told]
    return "  ".join("".join(c if c.isprintable() else " " for c in word) for word in words)
