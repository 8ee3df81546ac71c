"""The columns of the table: which there are, which are shown unless somebody chooses, and what stands in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from intercity.posts.kinds import kind_of
from intercity.posts.table.cells import Cell, Row

WEB = ("https://", "http://")


@dataclass(frozen=True)
class Column:
    """One column. `sort` names the order its heading offers, `width` is in characters of a spreadsheet."""

    name: str
    heading: str | Promise
    cell: Callable[[Row], Cell]
    sort: str = ""
    width: int = 16
    number: bool = False


def organisation(row: Row) -> Cell:
    """Who speaks, or about whom a tracker speaks."""
    who = row.post.organisation
    return Cell(who.plate, who.get_absolute_url(), tone="about" if row.post.is_imported else "")


def inhabitants(row: Row) -> Cell:
    """How many people live in the city; empty for everybody else."""
    place = row.post.organisation.place
    return Cell(place.population if place is not None else "")


def title(row: Row) -> Cell:
    """The title, which leads to the post."""
    return Cell(str(row.post), row.post.get_absolute_url(), language=row.post.language)


def source(row: Row) -> Cell:
    """The tracker of an imported post, with a word about whether the city stands behind it."""
    post = row.post
    origin = getattr(post, "origin", None)
    if origin is None:
        return Cell()
    said = now("{source} (not confirmed by the city)") if post.is_imported else "{source}"
    return Cell(said.replace("{source}", origin.tracker), origin.link if origin.link.startswith(WEB) else "")


def label(row: Row) -> Cell:
    """Who may see it."""
    return Cell(str(row.post.label_mark.label), tone=f"label {row.post.label}")


def address(row: Row) -> Cell:
    """Where the post stands, written out: a CSV has no links."""
    url = settings.PUBLIC_URL + row.post.get_absolute_url()
    return Cell(url, url)


def fact(name: str) -> Callable[[Row], Cell]:
    """A column that kinds fill."""
    return lambda row: Cell(row.facts.get(name) or "")


COLUMNS = (
    Column("city", _("City or organisation"), organisation, sort="city", width=24),
    Column("country", _("Country"), lambda row: Cell(row.post.organisation.country_label), sort="country"),
    Column("level", _("Level"), lambda row: Cell(str(row.post.organisation.get_level_display()))),
    Column("people", _("Inhabitants"), inhabitants, width=12, number=True),
    Column("title", _("Title"), title, width=60),
    Column("text", _("First words"), lambda row: Cell(row.post.excerpt, language=row.post.language), width=60),
    Column("kind", _("Kind"), lambda row: Cell(str(kind_of(row.post).label))),
    Column("topics", _("Topics"), lambda row: Cell(", ".join(t.label for t in row.post.topics.all())), width=28),
    Column("groups", _("For whom"), lambda row: Cell(", ".join(g.label for g in row.post.groups.all())), width=24),
    Column("status", _("Status"), fact("status")),
    Column("begins", _("From"), fact("begins"), sort="begins", width=12),
    Column("ends", _("Until"), fact("ends"), width=12),
    Column("cost", _("Cost"), fact("cost"), width=20),
    Column("reached", _("Reached"), fact("reached"), width=20),
    Column("published", _("Published"), lambda row: Cell(row.post.published_at), sort="published"),
    Column("changed", _("Last changed"), lambda row: Cell(row.post.changed_at), sort="changed"),
    Column("comments", _("Comments"), lambda row: Cell(row.comments), width=11, number=True),
    Column("contact", _("Who to call"), lambda row: Cell(row.post.contact), width=30),
    Column("source", _("Source"), source, width=24),
    Column("address", _("Address"), address, width=44),
    Column("label", _("Who may see it"), label, width=14),
)
BY_NAME = {column.name: column for column in COLUMNS}
DEFAULT = ("city", "country", "title", "kind", "topics", "status", "published", "comments", "source", "label")
# A label is kept in every channel (DESIGN.md, Label): it cannot be left out of a table that may be handed on.
ALWAYS = "label"


def choose_columns(names: Iterable[str]) -> tuple[list[Column], list[str]]:
    """The columns that `names` ask for, in the order of the table, and the names that nobody knows.

    Without any known name it gives the usual ones.
    """
    asked = [name for name in names if name]
    unknown = [name for name in asked if name not in BY_NAME]
    known = {name for name in asked if name in BY_NAME} or set(DEFAULT)
    return [column for column in COLUMNS if column.name in known | {ALWAYS}], unknown
