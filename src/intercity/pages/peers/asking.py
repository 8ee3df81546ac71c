"""What an address of the peer finder asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.matching.peers import MOST_WEIGHT, USUAL, Wish
from intercity.organisations.models import Level, Organisation
from intercity.organisations.viewers import Viewer
from intercity.places.names import country_name
from intercity.spaces.models import Topic

LABELS: Mapping[str, str | Promise] = {
    "size": _("Size"),
    "distance": _("Distance"),
    "country": _("The same country"),
    "coast": _("By the sea or not"),
    "density": _("How densely people live"),
    "language": _("A common language"),
    "level": _("The same level"),
}
MOST_TOPICS = 5
LONGEST_NAME = 160


@dataclass(frozen=True)
class Slider:
    """How much one fact matters."""

    name: str
    label: str | Promise
    value: int


@dataclass(frozen=True)
class Asked:
    """Whom to compare with (None: nobody was named), the sliders and filters, and the name that nobody has."""

    own: Organisation | None
    sliders: Sequence[Slider]
    wish: Wish
    unknown: str = ""


def read_asked(viewer: Viewer, params: QueryDict) -> Asked:
    """What the parameters ask for; whatever is not understood counts as not said."""
    typed = clean(params.get("like", ""))
    own = named(typed) if typed else viewer.organisation
    if own is not None:
        own = Organisation.objects.select_related("place").get(pk=own.pk)
    weights = {name: weight(params.get(name, ""), usual) for name, usual in USUAL.items()}
    wish = Wish(weights, known_country(params.get("in", "")), wanted_level(params.get("of"), own), known_topics(params))
    sliders = [Slider(name, LABELS[name], value) for name, value in weights.items()]
    return Asked(own, sliders, wish, typed if typed and own is None else "")


def clean(text: str) -> str:
    """What somebody typed, without what databases refuse."""
    return text.replace("\x00", "").strip()[:LONGEST_NAME]


def named(text: str) -> Organisation | None:
    """The organisation of that name or slug that takes part itself."""
    wanted = Q(slug=text.lower()) | Q(name__iexact=text) | Q(short_name__iexact=text)
    return Organisation.objects.in_network().filter(wanted).order_by("pk").first()


def weight(text: str, usual: int) -> int:
    """A slider's value; the usual one for anything else."""
    return int(text) if text in {str(n) for n in range(MOST_WEIGHT + 1)} else usual


def known_country(code: str) -> str:
    """A country that some organisation has, or ""."""
    return code if code in dict(countries()) else ""


def wanted_level(level: str | None, own: Organisation | None) -> str:
    """The level that is asked for, "" for any; where none is named that there is, the one of `own`."""
    if level is None or (level and level not in Level.values):
        return own.level if own is not None else ""
    return level


def known_topics(params: QueryDict) -> list[str]:
    """Topics that there are."""
    wanted = [clean(slug) for slug in params.getlist("topic")[:MOST_TOPICS]]
    return list(Topic.objects.filter(slug__in=wanted, retired=False).values_list("slug", flat=True)) if wanted else []


def countries() -> list[tuple[str, str]]:
    """Countries of the network with their names, in the order of the names."""
    rows = Organisation.objects.in_network().exclude(country="").order_by()
    language = get_language() or "en"
    found = ((code, country_name(code, language)) for code in rows.values_list("country", flat=True).distinct())
    return sorted(found, key=lambda pair: pair[1].casefold())
