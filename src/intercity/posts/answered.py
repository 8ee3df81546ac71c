"""What answers a post, counted over what one viewer may see: "14 practices from 9 cities"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.organisations.models import Type
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import adoptable_kinds
from intercity.posts.links import ANSWERS
from intercity.posts.models import Link, Post


@dataclass(frozen=True)
class Sum:
    """How many posts answer something, and of how many organisations they are."""

    practices: int = 0
    others: int = 0
    cities: int = 0
    elsewhere: int = 0

    @property
    def total(self) -> int:
        """All posts."""
        return self.practices + self.others

    def __str__(self) -> str:
        """As one sentence; "" for none."""
        if not self.total:
            return ""
        return _("%(posts)s from %(organisations)s") % {"posts": self.posts, "organisations": self.organisations}

    @property
    def posts(self) -> str:
        """What answers: practices, which others can take over, and whatever else."""
        said = []
        if self.practices:
            said.append(ngettext("%(n)d practice", "%(n)d practices", self.practices) % {"n": self.practices})
        if self.others and self.practices:
            said.append(ngettext("%(n)d other post", "%(n)d other posts", self.others) % {"n": self.others})
        elif self.others:
            said.append(ngettext("%(n)d post", "%(n)d posts", self.others) % {"n": self.others})
        return _(" and ").join(said)

    @property
    def organisations(self) -> str:
        """Whose they are: cities, and whoever else."""
        said = []
        if self.cities:
            said.append(ngettext("%(n)d city", "%(n)d cities", self.cities) % {"n": self.cities})
        if self.elsewhere:
            other = ngettext("%(n)d other organisation", "%(n)d other organisations", self.elsewhere)
            alone = ngettext("%(n)d organisation", "%(n)d organisations", self.elsewhere)
            said.append((other if self.cities else alone) % {"n": self.elsewhere})
        return _(" and ").join(said)


NOTHING = Sum()
Row = tuple[str, int, str]
"""Kind of a post, key and type of its organisation."""


def sums_of(viewer: Viewer, keys: Collection[int]) -> dict[int, Sum]:
    """For each of the posts with these keys what answers it, of what `viewer` may see; two questions to the database.

    Posts that nothing answers are not among them.
    """
    ties = list(Link.objects.filter(sort=ANSWERS.name, target__in=keys).values_list("target_id", "source_id"))
    seen = Post.objects.visible_to(viewer).roots().filter(pk__in={source for _target, source in ties})
    names = ("pk", "kind", "organisation_id", "organisation__type")
    rows = {pk: (kind, organisation, type_) for pk, kind, organisation, type_ in seen.values_list(*names)}
    found: dict[int, list[Row]] = {}
    for target, source in ties:
        if source in rows:
            found.setdefault(target, []).append(rows[source])
    return {target: sum_of(some) for target, some in found.items()}


def sum_of(rows: Sequence[Row]) -> Sum:
    """Counted: each organisation once."""
    can_be_taken = set(adoptable_kinds())
    practices = sum(kind in can_be_taken for kind, _organisation, _type in rows)
    types = {organisation: type_ for _kind, organisation, type_ in rows}
    cities = sum(type_ == Type.CITY for type_ in types.values())
    return Sum(practices, len(rows) - practices, cities, len(types) - cities)
