"""The columns of the table: which there are, which are shown unless somebody chooses, and what stands in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Level
from intercity.posts.costs import Cost, Period
from intercity.posts.kinds import all_kinds, kind_of
from intercity.posts.table.cells import Row, Value
from intercity.spaces.models import Label

WEB = ("https://", "http://")
DETAILS = "details"
"""Among the needs of a column: whatever kinds keep."""


def nothing(row: Row) -> str:
    """No link, no tone."""
    return ""


@dataclass(frozen=True)
class Column:
    """One column.

    `link` is the address behind a value, `tone` its class on the page, `own_words` whether it is in the post's
    language. `sort` names the order its heading offers, `width` is in characters of a spreadsheet, `needs` are
    the relations to be fetched with the posts.
    """

    name: str
    heading: str | Promise
    value: Callable[[Row], Value]
    link: Callable[[Row], str] = nothing
    tone: Callable[[Row], str] = nothing
    own_words: bool = False
    sort: str = ""
    width: int = 16
    number: bool = False
    needs: Sequence[str] = ()


@lru_cache(maxsize=512)
def said(choices: type[Label] | type[Level], value: str, language: str) -> str:
    """The name of a choice in the language that is active; kept, for a long file asks a hundred thousand times."""
    return str(choices(value).label)


@lru_cache(maxsize=256)
def kind_said(name: str, language: str) -> str:
    """The name of a kind in the language that is active."""
    return str(all_kinds()[name].label)


@lru_cache(maxsize=256)
def unconfirmed(tracker: str, language: str) -> str:
    """The name of a tracker whose word the city has not made its own."""
    return gettext("{source} (not confirmed by the city)").replace("{source}", tracker)


def language() -> str:
    """The language that is active."""
    return get_language() or "en"


def inhabitants(row: Row) -> Value:
    """How many people live in the city; empty for everybody else."""
    place = row.post.organisation.place
    return place.population if place is not None else ""


def others(row: Row) -> Value:
    """How many other organisations do it too; empty for none."""
    tally = getattr(row.post, "tally", None)
    return tally.adopted or "" if tally is not None else ""


def source(row: Row) -> Value:
    """The tracker of an imported post, with a word about whether the city stands behind it."""
    post = row.post
    origin = getattr(post, "origin", None)
    if origin is None:
        return ""
    return unconfirmed(origin.tracker, language()) if post.is_imported else str(origin.tracker)


def source_link(row: Row) -> str:
    """Where the tracker has it; trackers may say anything, so only what leads to a page counts."""
    origin = getattr(row.post, "origin", None)
    return origin.link if origin is not None and origin.link.startswith(WEB) else ""


def address(row: Row) -> str:
    """Where the post stands, written out: a CSV has no links."""
    return str(settings.PUBLIC_URL) + row.post.get_absolute_url()


def about(row: Row) -> str:
    """Marks an organisation about which a tracker speaks."""
    return "about" if row.post.is_imported else ""


def costing(name: str, heading: str | Promise, value: Callable[[Cost], Value | None], width: int = 12) -> Column:
    """A column about what it costs as a number; asks only where it is shown, for it needs the place."""
    needs, number = (DETAILS, "organisation__place"), name in ("amount", "each")
    return Column(name, heading, lambda row: cost_in(row, value), width=width, number=number, needs=needs)


def cost_in(row: Row, value: Callable[[Cost], Value | None]) -> Value:
    """One side of its cost; "" where it does not say."""
    cost = kind_of(row.post).cost(row.post)
    said = value(cost) if cost is not None else None
    return "" if said is None else said


def fact(name: str, heading: str | Promise, sort: str = "", width: int = 16) -> Column:
    """A column that kinds fill."""
    needs = (DETAILS, "tally")
    return Column(name, heading, lambda row: row.facts.get(name) or "", sort=sort, width=width, needs=needs)


COLUMNS = (
    Column("city", _("City or organisation"), lambda row: row.post.organisation.plate,
           link=lambda row: row.post.organisation.get_absolute_url(), tone=about, sort="city", width=24),
    Column("country", _("Country"), lambda row: row.post.organisation.country_label, sort="country"),
    Column("level", _("Level"), lambda row: said(Level, row.post.organisation.level, language())),
    Column("people", _("Inhabitants"), inhabitants, width=12, number=True, needs=("organisation__place",)),
    Column("title", _("Title"), lambda row: str(row.post),
           link=lambda row: row.post.get_absolute_url(), own_words=True, width=60),
    Column("text", _("First words"), lambda row: row.post.excerpt, own_words=True, width=60),
    Column("kind", _("Kind"), lambda row: kind_said(row.post.kind, language())),
    Column("topics", _("Topics"), lambda row: row.topics, width=28, needs=("topics",)),
    Column("groups", _("For whom"), lambda row: row.groups, width=24, needs=("groups",)),
    fact("status", _("Status")),
    fact("begins", pgettext_lazy("first day", "From"), sort="begins", width=12),
    Column("adopted", _("Others who do it"), others, sort="adopted", width=11, number=True, needs=("tally",)),
    fact("ends", _("Until"), width=12),
    fact("cost", _("Cost"), width=20),
    costing("amount", _("Cost as a number"), lambda cost: cost.amount, width=16),
    costing("currency", _("Currency"), lambda cost: cost.currency),
    costing("again", _("How often"), lambda cost: str(Period(cost.period).label), width=14),
    costing("each", _("Cost per inhabitant (and year)"), lambda cost: cost.rounded),
    fact("reached", _("Reached"), width=20),
    Column("published", _("Published"), lambda row: row.post.published_at, sort="published"),
    Column("changed", _("Last changed"), lambda row: row.post.changed_at, sort="changed"),
    Column("comments", _("Comments"), lambda row: row.comments, width=11, number=True),
    Column("contact", _("Who to call"), lambda row: row.post.contact, width=30),
    Column("source", _("Source"), source, link=source_link, width=24, needs=("origin",)),
    Column("address", _("Address"), address, link=address, width=44),
    Column("label", _("Who may see it"), lambda row: said(Label, row.post.label, language()),
           tone=lambda row: f"label {row.post.label}", width=14),
)  # fmt: skip
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


def needs_of(columns: Iterable[Column]) -> set[str]:
    """What these columns read, by name: relations, topics, groups, and `DETAILS`."""
    return {need for column in columns for need in column.needs}
