"""Who is asked: the choice as it is stored (`RollCall.scope`), and the organisations that it means today.

Stored as plain data, so that it can be shown, taken over into a new roll call, and worked out anew each week:
`{"who": "country", "country": "FR", "level": "local"}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from intercity.organisations.models import Level, Organisation
from intercity.places.names import country_name
from intercity.posts.filters.scales import SIZE_LABELS, of_size
from intercity.posts.visibility import organisations_seeing
from intercity.spaces.models import OrganisationList, Space, SpaceMember


class Who(models.TextChoices):
    """The ways to say who is asked."""

    SPACE = "space", gettext_lazy("Everybody in this space")
    LEVEL = "level", gettext_lazy("Everybody of one level")
    COUNTRY = "country", gettext_lazy("One country")
    SIZE = "size", gettext_lazy("Cities of one size")
    OTHER = "other", gettext_lazy("Everybody in another space")
    LIST = "list", gettext_lazy("A saved list")
    NAMES = "names", gettext_lazy("Named one by one")


@dataclass(frozen=True)
class Reach:
    """Whom a choice reaches: `keys` are asked; the others are counted by why they cannot be."""

    keys: Sequence[int]
    unclaimed: int = 0
    """Known from imported data only: nobody there takes part yet."""
    unseen: int = 0
    """Would not see the question under its label."""

    @property
    def left_out(self) -> list[str]:
        """Who is not asked and why, a sentence for each reason."""
        said = []
        if self.unseen:
            said.append(
                ngettext(
                    "%(n)s organisation is not asked: it cannot see what carries this label here.",
                    "%(n)s organisations are not asked: they cannot see what carries this label here.",
                    self.unseen,
                )
                % {"n": self.unseen}
            )
        if self.unclaimed:
            said.append(
                ngettext(
                    "%(n)s organisation is not asked: nobody there takes part in the network yet.",
                    "%(n)s organisations are not asked: nobody there takes part in the network yet.",
                    self.unclaimed,
                )
                % {"n": self.unclaimed}
            )
        return said


def reach(scope: Mapping[str, Any], space: Space, label: str, readers_uid: str = "") -> Reach:
    """Whom `scope` means today for a question with `label` in `space`; nobody where it means nothing any more."""
    meant = organisations_in(scope, space)
    keys = list(asked_by(scope, space, label, readers_uid).order_by().values_list("pk", flat=True))
    unclaimed = meant.filter(unclaimed=True).count()
    return Reach(keys, unclaimed, meant.count() - unclaimed - len(keys))


def asked_by(scope: Mapping[str, Any], space: Space, label: str, readers_uid: str = "") -> QuerySet[Organisation]:
    """Those whom `scope` means and who can be asked a question with `label` in `space`."""
    return organisations_in(scope, space).filter(organisations_seeing(label, space.pk, readers_uid), unclaimed=False)


def organisations_in(scope: Mapping[str, Any], space: Space) -> QuerySet[Organisation]:
    """Everybody whom `scope` means, each once; whether they can be asked is another question."""
    return Organisation.objects.filter(meant_by(scope, space))


def meant_by(scope: Mapping[str, Any], space: Space) -> Q:
    """The filter over organisations; damaged data means nobody."""
    nobody = Q(pk__in=[])
    match scope:
        case {"who": Who.SPACE}:
            return Q(pk__in=members_of(Q(space=space)))
        case {"who": Who.LEVEL, "level": str(level)}:
            return Q(level=level)
        case {"who": Who.COUNTRY, "country": str(country)} if country:
            return Q(country=country) & (Q(level=scope["level"]) if scope.get("level") else Q())
        case {"who": Who.SIZE, "size": str(size)} if size in SIZE_LABELS:
            return Q(level=Level.LOCAL) & of_size(size)
        case {"who": Who.OTHER, "space": str(uid)}:
            return Q(pk__in=members_of(Q(space__uid=uid)))
        case {"who": Who.LIST, "list": str(uid)}:
            return Q(pk__in=listed_in(uid, space))
        case {"who": Who.NAMES, "organisations": list(uids)}:
            return Q(uid__in=uids)
    return nobody


def members_of(which: Q) -> QuerySet[SpaceMember, Any]:
    """Keys of organisations that belong to a space."""
    return SpaceMember.objects.filter(which).values("organisation")


def listed_in(uid: str, space: Space) -> QuerySet[OrganisationList, Any]:
    """Keys of the organisations on a list that can be chosen in `space`."""
    from_lists = OrganisationList.objects.offered_in(space).filter(uid=uid)
    return from_lists.values("organisations")


def describe(scope: Mapping[str, Any]) -> str:
    """The choice in words, in the active language, for everybody who sees the question.

    Names of lists, of other spaces and of organisations are left out: they are not for everybody.
    """
    match scope:
        case {"who": Who.SPACE}:
            return _("everybody in this space")
        case {"who": Who.LEVEL, "level": str(level)} if level in Level:
            return _("everybody of the level “%(level)s”") % {"level": Level(level).label}
        case {"who": Who.COUNTRY, "country": str(country)} if country:
            return describe_country(country, str(scope.get("level") or ""))
        case {"who": Who.SIZE, "size": str(size)} if size in SIZE_LABELS:
            return _("cities with %(size)s") % {"size": SIZE_LABELS[size]}
        case {"who": Who.OTHER}:
            return _("everybody in another space")
        case {"who": Who.LIST}:
            return _("the organisations of a saved list")
        case {"who": Who.NAMES}:
            return _("organisations named one by one")
    return _("nobody: this choice cannot be read any more")


def describe_country(country: str, level: str) -> str:
    """A country, and the level where one was chosen."""
    name = country_name(country, get_language() or "en")
    if level in Level:
        return _("%(country)s, level “%(level)s”") % {"country": name, "level": Level(level).label}
    return name
