"""The file of a template: its only reader and writer. Format "intercity-space-template", version 1."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intercity.core.languages import CODES
from intercity.spaces.blueprints import BLUEPRINTS
from intercity.spaces.grown.checks import mapping, one_of, refuse, rows, text, whole, yes_no
from intercity.spaces.grown.parts import all_parts
from intercity.spaces.models import Label, Template, Topic, WhoAsksAll, Wording
from intercity.spaces.models.labels import usable_within
from intercity.spaces.tabs import all_tabs

FORMAT: Final = "intercity-space-template"
VERSION: Final = 1
LARGEST: Final = 200_000
KEYS: Final = ("format", "version", "name", "description", "template", "settings", "topics", "agreement", "parts")
SETTINGS: Final = (
    "open_to_network", "default_label", "widest_label", "next_ring_hours", "escalate_hours", "asks_per_week",
    "who_asks_all", "ask_alls_per_week", "second_factor", "two_person", "pages",
)  # fmt: skip
WORDS: Final = ("purpose", "readers", "kept_for", "text")
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Named readers belong to a post, not to a space.
LABELS: Final = [label.value for label in Label if label != Label.RED]


@dataclass(frozen=True)
class NamedTopic:
    """A topic by its slug, with its names by language: an installation that lacks it can add it."""

    slug: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Shape:
    """A checked template."""

    name: str
    description: str
    template: str
    settings: Mapping[str, Any]
    topics: Sequence[NamedTopic]
    agreement: Wording | None
    parts: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        """What stands in the file."""
        words = {name: str(getattr(self.agreement, name)) for name in WORDS} if self.agreement else None
        return {
            "format": FORMAT, "version": VERSION, "name": self.name, "description": self.description,
            "template": self.template, "settings": dict(self.settings),
            "topics": [{"slug": one.slug, "labels": dict(one.labels)} for one in self.topics],
            "agreement": words, "parts": dict(self.parts),
        }  # fmt: skip

    def unknown_topics(self) -> list[NamedTopic]:
        """Those that this installation does not have."""
        known = set(Topic.objects.filter(slug__in=[one.slug for one in self.topics]).values_list("slug", flat=True))
        return [one for one in self.topics if one.slug not in known]

    def without(self, topics: Sequence[NamedTopic]) -> Shape:
        """The same without these."""
        gone = {one.slug for one in topics}
        return replace(self, topics=[one for one in self.topics if one.slug not in gone])


def read_template(raw: bytes) -> Shape:
    """The template in a file. ValidationError with a sentence that names what is wrong."""
    if len(raw) > LARGEST:
        raise refuse(_("This file is too large for a template: at most %(most)s bytes."), most=LARGEST)
    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This is no template: it cannot be read as JSON.")) from error
    return read_plain(data)


def no_number(word: str) -> None:
    """NaN and its like are no JSON."""
    raise ValueError(word)


def read_plain(data: Any) -> Shape:
    """The template in plain data, checked key by key."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValidationError(_("This is no template of a space."))
    if type(data.get("version")) is not int or data["version"] != VERSION:
        raise refuse(_("Version %(version)s of templates is not known here."), version=data.get("version"))
    mapping(data, FORMAT, KEYS)
    return Shape(
        name=text(data["name"], "name", 120, least=1).strip(),
        description=text(data["description"], "description", 2000),
        template=one_of(data["template"], "template", Template.values),
        settings=read_settings(data["settings"]),
        topics=read_topics(data["topics"]),
        agreement=read_agreement(data["agreement"]),
        parts=read_parts(data["parts"]),
    )


def read_settings(data: Any) -> dict[str, Any]:
    """What coordinators decide about a space."""
    given = mapping(data, "settings", SETTINGS)
    hours = {name: whole(given[name], name, 1, 720) for name in ("next_ring_hours", "escalate_hours")}
    often = {name: whole(given[name], name, 1, 50) for name in ("asks_per_week", "ask_alls_per_week")}
    labels = {name: one_of(given[name], name, LABELS) for name in ("default_label", "widest_label")}
    flags = {name: yes_no(given[name], name) for name in ("open_to_network", "second_factor", "two_person")}
    if Label(labels["default_label"]) not in usable_within(labels["widest_label"]):
        raise ValidationError(_("The usual label may not reach more people than the widest label."))
    if hours["escalate_hours"] < hours["next_ring_hours"]:
        raise ValidationError(_("First more cities are asked, then the coordinators are told."))
    who = one_of(given["who_asks_all"], "who_asks_all", WhoAsksAll.values)
    return {**hours, **often, **labels, **flags, "who_asks_all": who, "pages": read_pages(given["pages"])}


def read_pages(data: Any) -> list[str]:
    """Further pages, each once. What stood among a space's pages before its room was there is known too."""
    known = {tab.name for tab in all_tabs()} | {page for one in blueprint_pages() for page in one}
    names = [one_of(name, "pages", known) for name in rows(data, "pages", 50)]
    return list(dict.fromkeys(names))


def blueprint_pages() -> list[tuple[str, ...]]:
    """What the templates of the product name."""
    return [blueprint.pages for blueprint in BLUEPRINTS.values()]


def read_topics(data: Any) -> list[NamedTopic]:
    """Slugs with names, each once."""
    found: dict[str, NamedTopic] = {}
    for row in rows(data, "topics", 200):
        given = mapping(row, "topics", ("slug", "labels"))
        slug = text(given["slug"], "slug", 40, least=1)
        if not SLUG.fullmatch(slug):
            raise refuse(_("“%(slug)s” cannot be the slug of a topic."), slug=slug)
        found[slug] = NamedTopic(slug, read_names(given["labels"], slug))
    return list(found.values())


def read_names(data: Any, slug: str) -> dict[str, str]:
    """Names by language; English is the one that all topics have."""
    if not isinstance(data, dict) or "en" not in data:
        raise refuse(_("The topic “%(slug)s” has no English name."), slug=slug)
    unknown = [code for code in data if code not in CODES]
    if unknown:
        raise refuse(_("Nobody here knows “%(key)s” in “%(where)s”."), key=unknown[0], where=slug)
    return {code: text(name, slug, 80, least=1) for code, name in data.items()}


def read_agreement(data: Any) -> Wording | None:
    """The words of the exchange agreement, or None."""
    if data is None:
        return None
    given = mapping(data, "agreement", WORDS)
    return Wording(*(text(given[name], name, 20_000, least=0 if name == "text" else 1) for name in WORDS))


def read_parts(data: Any) -> dict[str, Any]:
    """What rooms above carry, checked by them."""
    if not isinstance(data, dict):
        raise refuse(_("“%(where)s” is not what it should be."), where="parts")
    for name, part in data.items():
        if name not in all_parts():
            raise refuse(_("Nobody here knows “%(key)s” in “%(where)s”."), key=name, where="parts")
        all_parts()[name].check(part)
    return dict(data)
