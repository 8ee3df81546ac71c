"""Why an organisation is named: kept as code and numbers, said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from intercity.core.templatetags.intercity import language_name
from intercity.places.names import country_name
from intercity.spaces.models import Group, Topic

# Counted by `n`; `about` is a list of topics.
COUNTED: Final = {
    "practices": ngettext_lazy("shared %(n)s practice on %(about)s", "shared %(n)s practices on %(about)s", "n"),
    "posts": ngettext_lazy("posted %(n)s time on %(about)s", "posted %(n)s times on %(about)s", "n"),
    "answers": ngettext_lazy("answered %(n)s question on %(about)s", "answered %(n)s questions on %(about)s", "n"),
    "adoptions": ngettext_lazy(
        "took over %(n)s practice on %(about)s", "took over %(n)s practices on %(about)s", "n"
    ),
    "words": ngettext_lazy("wrote %(n)s post in similar words", "wrote %(n)s posts in similar words", "n"),
    "replies": ngettext_lazy(
        "answered %(answered)s of %(n)s question it was asked",
        "answered %(answered)s of %(n)s questions it was asked",
        "n",
    ),
    "groups": ngettext_lazy("posted %(n)s time for %(whom)s", "posted %(n)s times for %(whom)s", "n"),
    "distance": ngettext_lazy("%(n)s kilometre away", "%(n)s kilometres away", "n"),
}  # fmt: skip
PLAIN: Final[dict[str, str | Promise]] = {
    "expertise": _("says that it knows about %(about)s"),
    "size": _("about as large"),
    "size_near": _("of similar size"),
    "density": _("as densely built"),
    "country": _("also in %(country)s"),
    "coast": _("both by the sea"),
    "inland": _("both far from the sea"),
    "language": _("also works in %(language)s"),
    "level_local": _("also a city"),
    "level": _("works at the same level"),
    "by_hand": _("chosen by whoever asked"),
    "answered_so": _("answered so when all cities were asked"),
}
# A question under many topics is still one short sentence.
MOST_TERMS: Final = 2


@dataclass(frozen=True)
class Reason:
    """One reason. `values` fill its sentence; they are plain data, for it is stored and said again later."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As plain data."""
        return {"code": self.code, **self.values}


def from_stored(rows: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """The reasons out of what `Reason.stored` gave."""
    return [Reason(str(row["code"]), {key: value for key, value in row.items() if key != "code"}) for row in rows]


def term_names(reasons: Iterable[Reason]) -> dict[str, str]:
    """The topics and groups that reasons name, in the language that is active; no query where none is named.

    Keys are `topic:slug` and `group:slug`.
    """
    said = list(reasons)
    names = dict[str, str]()
    for sort, table, key in (("topic", Topic, "topics"), ("group", Group, "groups")):
        slugs = {slug for reason in said for slug in reason.values.get(key, ())}
        found = table._default_manager.filter(slug__in=slugs) if slugs else ()
        names.update({f"{sort}:{term.slug}": term.label for term in found})
    return names


def sentence(reason: Reason, names: Mapping[str, str]) -> str:
    """One reason in the language that is active, with `names` as from `term_names`; "" for a code nobody knows."""
    said = COUNTED.get(reason.code) or PLAIN.get(reason.code)
    return str(said % spoken(reason, names)) if said else ""


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """All of them, with one query for the names of topics."""
    return sentences_of([reasons])[0]


def sentences_of(several: Iterable[Iterable[Reason]]) -> list[list[str]]:
    """As `sentences`, for many lists of reasons in the same few queries."""
    lists = [list(reasons) for reasons in several]
    names = term_names(reason for reasons in lists for reason in reasons)
    return [[said for said in (sentence(reason, names) for reason in reasons) if said] for reasons in lists]


def language_in(reader: str, code: str) -> str:
    """The name of a language in the reader's own; its name in itself where that is not known."""
    name: str | None = Locale.parse(reader, sep="-").languages.get(code)
    return name or language_name(code)


def listed(terms: Sequence[str]) -> str:
    """The first terms, and a sign that there are more."""
    return ", ".join([*terms[:MOST_TERMS], *(["…"] if len(terms) > MOST_TERMS else [])])


def spoken(reason: Reason, names: Mapping[str, str]) -> dict[str, Any]:
    """The values of a reason with names in place of codes."""
    values = dict(reason.values)
    values["about"] = listed([names.get(f"topic:{slug}", slug) for slug in values.get("topics", ())])
    values["whom"] = listed([names.get(f"group:{slug}", slug) for slug in values.get("groups", ())])
    if "country" in values:
        values["country"] = country_name(str(values["country"]), get_language() or "en")
    if "language" in values:
        values["language"] = language_in(get_language() or "en", str(values["language"]))
    return values
