"""Several technologies side by side: the same rows for page and file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intercity.core.templatetags.intercity import number
from intercity.core.text import with_colon
from intercity.kinds.technology.experiences import Mean
from intercity.kinds.technology.forms import FullForm
from intercity.kinds.technology.models import CRITERIA, RIGHTS
from intercity.kinds.technology.views.listing import Entry, entries_of, technologies_for
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid

LEAST: Final = 2
MOST: Final = 5
MOST_NAMED: Final = 50


@dataclass(frozen=True)
class Cell:
    """What stands in a field: text of the post's writer (Markdown, in that language), or words of the page."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Row:
    """One field of all that are compared."""

    heading: str | Promise
    cells: Sequence[Cell]
    group: str | Promise = ""
    """The heading over it and those after it, for the first of them."""


def entries_for(viewer: Viewer, uids: Sequence[str]) -> list[Entry]:
    """The technologies with these uids that the viewer may see, in that order, each once; others are as if absent."""
    wanted = [uid for uid in dict.fromkeys(uids) if is_uid(uid)][:MOST_NAMED]
    found = {post.uid: post for post in technologies_for(viewer).filter(uid__in=wanted)}
    return entries_of(viewer, [found[uid] for uid in wanted if uid in found])


def rows_of(entries: Sequence[Entry]) -> list[Row]:
    """Field by field; a field that is empty everywhere is there too: that nobody knows it is worth knowing."""
    rows = [
        said(gettext_lazy("Sort"), entries, lambda entry: entry.sort),
        said(gettext_lazy("Who has it"), entries, standing_with),
        Row(gettext_lazy("What is it for?"), [Cell(entry.post.body, entry.post.language) for entry in entries]),
    ]
    rows += [written(name, entries) for name in ("usage", "costs", "alternatives", "legal_basis", "data_protection")]
    rows += [written(name, entries, rights_heading(number)) for number, name in enumerate(RIGHTS)]
    rows += [written(name, entries) for name in ("evidence", "vendors")]
    return rows + [
        Row(CRITERIA[name], [graded(entry, name) for entry in entries], grades_heading(number))
        for number, name in enumerate(CRITERIA)
    ]


def rights_heading(number: int) -> str | Promise:
    """Over the first."""
    return "" if number else gettext_lazy("Fundamental rights")


def grades_heading(number: int) -> str | Promise:
    """Over the first."""
    return "" if number else gettext_lazy("What cities experienced (1 very poor, 5 very good)")


def said(heading: str | Promise, entries: Sequence[Entry], say: Callable[[Entry], str]) -> Row:
    """A row in the words of the page."""
    return Row(heading, [Cell(say(entry)) for entry in entries])


def written(name: str, entries: Sequence[Entry], group: str | Promise = "") -> Row:
    """A row of what was written; lines of vendors stay lines."""
    label = FullForm.base_fields[name].label or name
    texts = [(getattr(entry.post.technology, name), entry.post.language) for entry in entries]
    lined = [(text.replace("\n", "  \n") if name == "vendors" else text, language) for text, language in texts]
    return Row(label, [Cell(text, language) if text else Cell("") for text, language in lined], group)


def standing_with(entry: Entry) -> str:
    """ "In use: 3, Stopped: 1"."""
    return ", ".join(f"{with_colon(label)} {number(count)}" for label, count in entry.told.counts)


def graded(entry: Entry, name: str) -> Cell:
    """The mean of one criterion, or how many reports there are where that is too few for one."""
    found: Mean | None = next((mean for mean in entry.told.means if mean.criterion == CRITERIA[name]), None)
    if found is None:
        return Cell("")
    reports = ngettext("%(n)d report", "%(n)d reports", found.count) % {"n": found.count}
    if found.value is None:
        return Cell(_("%(reports)s, too few for a mean") % {"reports": reports})
    return Cell(_("%(mean)s on average of %(reports)s") % {"mean": number(found.value), "reports": reports})
