"""What each column of a coordinator's table holds, by its heading; and the headings of the empty form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.core.tables.errors import ReadError
from intercity.core.text import fold
from intercity.kinds.rollcall.values.types import Asked

CITY, COUNTRY, COMMENT, SOURCE, CONTACT, CAPACITY = "city", "country", "comment", "source", "contact", "capacity"
HEADINGS: Final[Mapping[str, str | Promise]] = {
    CITY: gettext_lazy("City or organisation"),
    COUNTRY: gettext_lazy("Country"),
    COMMENT: gettext_lazy("Comment"),
    SOURCE: gettext_lazy("Source (link)"),
    CONTACT: gettext_lazy("Who to call"),
    CAPACITY: gettext_lazy("No capacity to answer"),
}
# How people write these headings themselves, folded.
OTHERS: Final[Mapping[str, str]] = {
    CITY: "city|cities|organisation|organization|name|municipality|town|place|ville|commune|nom|stadt|gemeinde|name "
    "der stadt|citta|comune|nome|ciudad|municipio|nombre|град|община|организация|име",
    COUNTRY: "country|pays|land|paese|nazione|pais|държава|страна",
    COMMENT: "comment|comments|remark|remarks|note|notes|commentaire|remarque|kommentar|bemerkung|commento|nota|"
    "comentario|коментар|бележка",
    SOURCE: "source|sources|link|url|web|quelle|fonte|fuente|lien|източник|връзка",
    CONTACT: "contact|who to call|phone|telephone|telefon|kontakt|contatto|contacto|telefono|tel|контакт|телефон",
    CAPACITY: "no capacity|capacity|we have no capacity to answer|no capacity to answer",
}
# A heading that was cut is still known by so many letters, where no other begins so.
ENOUGH: Final = 12


@dataclass(frozen=True)
class Columns:
    """Which column holds what: names of the table's own heading; "" for what it does not have."""

    fields: Mapping[str, Asked]
    beside: Mapping[str, str]
    unused: tuple[str, ...]

    def named(self, what: str) -> str:
        """The column of `CITY`, `COUNTRY` …"""
        return self.beside.get(what, "")


def field_headings(fields: Sequence[Asked]) -> list[str]:
    """The columns of the empty form: numbered, so that no two are equal whatever the questions say."""
    return [f"{number}. {with_unit(one)}" for number, one in enumerate(fields, 1)]


def with_unit(asked: Asked) -> str:
    """The question with its unit."""
    return f"{asked.label} ({asked.unit})" if asked.unit else asked.label


def find_columns(header: Sequence[str], fields: Sequence[Asked]) -> Columns:
    """Which column holds what. Raises ReadError where there is none with cities, or none with answers."""
    numbered = dict(zip(map(fold, field_headings(fields)), fields, strict=True))
    found = {name: numbered[fold(name)] for name in header if fold(name) in numbered}
    known, beside = known_headings(fields), beside_headings()
    others: dict[str, str] = {}
    unused: list[str] = []
    for name in (one for one in header if one not in found):
        asked = known.get(fold(name)) or by_beginning(fold(name), known)
        what = beside.get(fold(name), "")
        if asked in found.values() or (what == CITY and CITY not in others):
            asked = None
        if asked is not None:
            found[name] = asked
        elif what and what not in others:
            others[what] = name
        else:
            unused.append(name)
    check_columns(found, others, fields)
    return Columns(found, others, tuple(unused))


def check_columns(found: Mapping[str, Asked], others: Mapping[str, str], fields: Sequence[Asked]) -> None:
    """Refuse a table of which nothing could be entered."""
    if CITY not in others:
        raise ReadError(_("No column names the cities. Write “City” above them, in the first row."))
    if not found and CAPACITY not in others:
        wanted = ", ".join(f"“{one.label}”" for one in fields)
        raise ReadError(
            _("No column holds answers. The first row must name the questions: %(questions)s.") % {"questions": wanted}
        )


def known_headings(fields: Sequence[Asked]) -> dict[str, Asked]:
    """The ways to write the heading of each field, folded; what would mean two fields means none."""
    ways: dict[str, list[Asked]] = {}
    for number, one in enumerate(fields, 1):
        for text in {fold(way) for label in (one.label, with_unit(one)) for way in (label, f"{number}. {label}")}:
            ways.setdefault(text, []).append(one)
    return {text: several[0] for text, several in ways.items() if text and len(several) == 1}


def by_beginning(name: str, known: Mapping[str, Asked]) -> Asked | None:
    """The one field whose heading begins like this, or that this begins with."""
    if len(name) < ENOUGH:
        return None
    fits = {one.name: one for text, one in known.items() if alike(name, text)}
    return next(iter(fits.values())) if len(fits) == 1 else None


def alike(name: str, text: str) -> bool:
    """Whether one of two headings is the beginning of the other."""
    return len(text) >= ENOUGH and (text.startswith(name) or name.startswith(text))


def beside_headings() -> dict[str, str]:
    """The ways to write the other headings, folded: as our forms have them in any language, and as people do."""
    ways = {fold(text): what for what, texts in OTHERS.items() for text in texts.split("|")}
    return {**ways, **{fold(text): what for text, what in our_headings()}}


def our_headings() -> Iterable[tuple[str, str]]:
    """Those of the empty form, in every language of the pages."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield from [(str(text), what) for what, text in HEADINGS.items()]
