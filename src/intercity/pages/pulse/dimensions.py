"""By what the figures are told apart: month, topic, country or population group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intercity.places.names import country_name
from intercity.spaces.models import Group, Topic

MONTHS = 12
Key = int | str | None


@dataclass(frozen=True)
class Paths:
    """What gives the key of a row: for posts, for answers, for adoptions."""

    post: Combinable
    answer: Combinable
    adoption: Combinable


@dataclass(frozen=True)
class Dimension:
    """One way to tell figures apart; `names` gives what each key is called, in the order of its table if it has one."""

    name: str
    title: str | Promise
    """The head of its column."""
    paths: Callable[[], Paths]
    names: Callable[[], Mapping[Key, str]]
    nameless: str | Promise = ""
    """What rows without a key are called."""
    keeps_order: bool = False
    """Whether the table has every key in the order of `names`, also those without figures."""


def month_starts() -> list[datetime]:
    """The first moments of the last twelve months, the oldest first; this month is the last one."""
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    months = [first.year * 12 + first.month - 1 - back for back in reversed(range(MONTHS))]
    return [timezone.make_aware(datetime(month // 12, month % 12 + 1, 1)) for month in months]


def month_paths() -> Paths:
    """The number of the month since the oldest. Compared, not cut: a database compares times without reading them."""
    return Paths(month_of("published_at"), month_of("published_at"), month_of("at"))


def month_of(field: str) -> Case:
    """Which of the last months the time in `field` falls into."""
    starts = list(enumerate(month_starts()))
    whens = [When(**{f"{field}__gte": start}, then=Value(number)) for number, start in reversed(starts)]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def month_names() -> dict[Key, str]:
    """The months as short as a column of a chart needs."""
    language = get_language() or "en"
    return {n: format_date(start, "MMM yyyy", locale=language) for n, start in enumerate(month_starts())}


def country_names() -> dict[Key, str]:
    """Nothing beforehand: a country is named by its code (`name_of`)."""
    return {}


def topic_names() -> dict[Key, str]:
    """Topics by key."""
    return {topic.pk: topic.label for topic in Topic.objects.all()}


def group_names() -> dict[Key, str]:
    """Population groups by key."""
    return {group.pk: group.label for group in Group.objects.all()}


def name_of(dimension: Dimension, names: Mapping[Key, str], key: Key) -> str:
    """What a row is called in the reader's language."""
    if key in names:
        return names[key]
    if dimension.name == "country" and isinstance(key, str) and key:
        return country_name(key, get_language() or "en")
    return str(dimension.nameless)


def country_paths() -> Paths:
    """The country of whoever posts, answers or takes over."""
    return Paths(F("organisation__country"), F("organisation__country"), F("organisation__country"))


def topic_paths() -> Paths:
    """The topics of the post that it is about."""
    return Paths(F("topics"), F("root__topics"), F("post__topics"))


def group_paths() -> Paths:
    """The groups of the post that it is about."""
    return Paths(F("groups"), F("root__groups"), F("post__groups"))


def whole_paths() -> Paths:
    """One row of everything."""
    return Paths(Value(0), Value(0), Value(0))


WHOLE = Dimension("whole", "", whole_paths, lambda: {0: _("Everything")})
DIMENSIONS: Sequence[Dimension] = (
    Dimension("month", gettext_lazy("Month"), month_paths, month_names, keeps_order=True),
    Dimension("topic", gettext_lazy("Topic"), topic_paths, topic_names, gettext_lazy("No topic given")),
    Dimension("country", gettext_lazy("Country"), country_paths, country_names, gettext_lazy("No country")),
    Dimension("group", gettext_lazy("For whom"), group_paths, group_names, gettext_lazy("Nobody in particular")),
)


def dimension_named(name: str) -> Dimension:
    """The dimension that an address names; the months for anything else."""
    return next((one for one in DIMENSIONS if one.name == name), DIMENSIONS[0])
