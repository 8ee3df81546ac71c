"""The protocol of a kind, and the registry of those the settings list.

A kind is one folder under `kinds/`. Nothing outside that folder asks which kind a post is: it asks the post's
kind object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from intercity.organisations.permissions import may

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from intercity.organisations.models import Person
    from intercity.organisations.viewers import Viewer
    from intercity.posts.costs import Cost
    from intercity.posts.forms import PostForm
    from intercity.posts.models import Post
    from intercity.spaces.models import Space

TableValue = str | int | Decimal | date
# What a link to the composer of an official kind gives as "ready", where all are to be asked how far something is.
READY, HOW_FAR = "ready", "how-far"
CheckAnswer = Literal["holds", "ended", "silent", "heard"]


@dataclass(frozen=True)
class Fact:
    """One line of a card or page: what is said, what it is. `tone` is "", "good", "wait", "past" or "off"."""

    term: str | Promise
    value: Any
    tone: str = ""


@dataclass(frozen=True)
class Choices:
    """What the stream can be filtered by, for one parameter of the address: heading, and value and label of each."""

    param: str
    heading: str | Promise
    options: Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Act:
    """What is to be recorded about a post, beside that it was edited: a verb of `activity.verbs`, and its data."""

    verb: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A line of a post that is a post of its own: its uid, kind, title and details; `was` is its title before."""

    uid: str
    kind: str
    title: str
    details: Mapping[str, Any]
    was: str = ""


class Kind(Protocol):
    """What a folder under `kinds/` provides. All of it but `outcome` is viewer-independent."""

    name: str
    """As stored in `Post.kind` and used in addresses."""
    label: str | Promise
    """As people read it: "What we do"."""
    plural: str | Promise
    """As a filter reads it: "Questions"."""
    prompt: str | Promise
    """What its button in the composer says; empty when it is not composed from there."""
    right: str
    """The right that whoever publishes one in a space needs, where that is not "space.publish"; else "". Such a kind
    has a composer of its own, which is offered to those who have the right.
    """
    seldom: bool
    """Whether its button is folded away in the composer of a space: it is written now and then."""
    folds: bool
    """Whether streams without a filter leave one out where they show what it is a part of: that card says it."""
    seeds: bool
    """Whether posts of other kinds are meant to grow from it: its page offers to write them."""
    shows: Sequence[str]
    """Names of the sorts of connections (`posts.links`) that its page shows in a panel of its own."""
    grows_by: str
    """Name of the sort that connects one of this kind with the post that it was made of."""
    asks_source: str | Promise
    """What its composer asks before those `sources`: "Which event does it report on?"."""
    waits: bool
    """Whether a post of this kind waits for somebody's answer."""
    relation: str
    """Name of the one-to-one relation from Post to its details, with what is read beside them ("question__addressee"),
    or "".
    """
    begins: str
    """Name of the detail that says from which day it is so, or ""; the table is ordered by it."""

    need: str | Promise
    """How other organisations say that they need the same: "We need this"."""
    adoptable: bool
    """Whether other organisations can do the same: they then say so on its page, and one sees who has it from whom."""
    supported: bool
    """Whether other organisations support it with one press though it stands under a post, as posts themselves are."""
    official: bool
    """Whether organisations answer it officially, on a page of its own: what stands under it are comments then."""
    asks: bool
    """Whether it asks something that is answered right below it; what stands under the others are comments."""
    compared: bool
    """Whether somebody who writes about the same should know of it: others can answer it, or it answers already."""

    def composer(self, space: Space) -> str:
        """Path of the page on which one is written in `space`."""
        ...

    def quick_form(self) -> type[PostForm]:
        """The form with the few fields that posting needs."""
        ...

    def full_form(self) -> type[PostForm]:
        """The form with everything the post can grow to."""
        ...

    def begun_from(self, source: Post) -> dict[str, Any]:
        """What its form says of this kind's own fields before anybody typed, where one is made of `source`."""
        ...

    def gathers(self, source: Post) -> str | Promise:
        """What the button says that fills its form with what was written around `source`; "" where nothing can be."""
        ...

    def gathered(self, viewer: Viewer, source: Post, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields then say, of what `viewer` may see: with what was `typed`, which is never lost."""
        ...

    def save_details(self, post: Post, details: Mapping[str, Any]) -> None:
        """Write the details row; keys that `details` does not name keep their value."""
        ...

    def save_many_details(self, pairs: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
        """Write the details of a batch of new posts."""
        ...

    def details(self, post: Post) -> dict[str, Any]:
        """The details as plain data: for forms, revisions, export and search."""
        ...

    def parts(self, post: Post) -> Sequence[Part]:
        """Posts of other kinds that are written along with `post`, for the same readers."""
        ...

    def words(self, post: Post) -> Iterable[str]:
        """What the search finds it by, beside the shared fields."""
        ...

    def card_facts(self, post: Post) -> list[Fact]:
        """The few facts on a card."""
        ...

    def mail_facts(self, post: Post) -> list[Fact]:
        """The few facts that a mail shows: its time zone and language are those of the one who reads it."""
        ...

    def page_facts(self, post: Post) -> list[Fact]:
        """All facts on the post's page."""
        ...

    def sections(self, post: Post) -> list[Fact]:
        """Longer texts under headings on the page; values are Markdown."""
        ...

    def table_cells(self, post: Post) -> dict[str, TableValue]:
        """What stands in the columns `status`, `begins`, `ends`, `cost` and `reached` of the table; none need be there.

        Days are dates, so that a spreadsheet can sort them.
        """
        ...

    def costed(self) -> Q | None:
        """The posts of this kind that say as a number what they cost; None for a kind that never does."""
        ...

    def cost(self, post: Post) -> Cost | None:
        """What it costs, where it says so; reads the place of its organisation."""
        ...

    def stream_filter(self, params: Mapping[str, str]) -> Q | None:
        """A filter for the stream out of the address's parameters; None when they say nothing to this kind."""
        ...

    def stream_choices(self) -> list[Choices]:
        """The filters that `stream_filter` understands, to be offered beside the stream."""
        ...

    def filter_values(self, post: Post) -> Mapping[str, str]:
        """What `post` is found by under those filters, by parameter: the search index and live pages ask it."""
        ...

    def in_force(self) -> Q | None:
        """The posts of this kind that say that they hold today: their organisation is asked every month whether they
        still do. None for a kind of which nobody is asked.
        """
        ...

    def checked(self, answer: CheckAnswer, day: date) -> dict[str, Any]:
        """The details that an answer to that question changes, for `save_details`; `day` is when it was given, or
        (for "silent") since when nobody has confirmed it. "heard" ends the silence: its organisation wrote again.
        """
        ...

    def do_follow(self, post: Post) -> None:
        """Count again what `post` changed elsewhere: it was just taken away, or put up again. Inside the caller's
        transaction, which holds it and the post it stands under.
        """
        ...

    def do_settle(self, post: Post, by: Person) -> Sequence[Act]:
        """Write what follows from details that `by` has just changed with the form; gives what is to be recorded of it.
        Inside the caller's transaction, which holds `post`.
        """
        ...

    def outcome(self, viewer: Viewer, post: Post) -> str:
        """What the official answers come to that `viewer` may read, in a sentence; "" where there are none for them.

        The only member that asks who reads.
        """
        ...

    def json_ld(self, post: Post) -> dict[str, Any]:
        """Structured data about the post, as plain data."""
        ...

    def sources(self, viewer: Viewer, space: Space) -> Sequence[Post]:
        """What its composer in `space` offers that one can be made of, of what `viewer` may see; asked together with
        `asks_source`.
        """
        ...

    def still_seeds(self, post: Post) -> bool:
        """Whether the page of this one offers to write what could grow from it: not where it came to nothing."""
        ...

    def after_publishing(self, post: Post) -> str:
        """Where whoever has just published it goes next, as a path; "" for its page."""
        ...


@cache
def all_kinds() -> dict[str, Kind]:
    """The kinds of `settings.INTERCITY_KINDS` by name, in that order."""
    kinds: list[Kind] = [import_string(path) for path in settings.INTERCITY_KINDS]
    return {kind.name: kind for kind in kinds}


def waiting_kinds() -> list[str]:
    """Names of the kinds whose posts wait for an answer."""
    return [name for name, kind in all_kinds().items() if kind.waits]


def folding_kinds() -> list[str]:
    """Names of the kinds whose posts streams leave out beside what they are a part of."""
    return [name for name, kind in all_kinds().items() if kind.folds]


def kind_of(post: Post) -> Kind:
    """The kind object of a post."""
    return all_kinds()[post.kind]


def begin_of(post: Post, details: Mapping[str, Any]) -> date | None:
    """The day from which it is so: as `details` say, or as it stands where they say nothing about it."""
    first_day: date | None = details.get(kind_of(post).begins, post.begins_on)
    return first_day


def adoptable_kinds() -> list[str]:
    """Names of the kinds whose posts other organisations can take over."""
    return [name for name, kind in all_kinds().items() if kind.adoptable]


def composed_kinds() -> list[Kind]:
    """The kinds that the composer offers to everybody who may post."""
    return [kind for kind in all_kinds().values() if kind.prompt and not kind.right]


def entitled_kinds(viewer: Viewer, space: Space) -> list[Kind]:
    """The kinds with a right of their own that `viewer` has in `space`."""
    return [kind for kind in all_kinds().values() if kind.right and may(viewer, kind.right, space)]
