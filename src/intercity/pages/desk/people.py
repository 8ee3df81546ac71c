"""People and cities on the desk: who asks to speak, who only reads, of whom nothing was heard for long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.organisations.models import Level, Membership, Organisation, Role
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post, Source
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section

SILENT: Final = timedelta(days=60)
NEW: Final = timedelta(days=30)


def newcomers(scope: Scope, now: datetime) -> Section | None:
    """Who asks to speak for a city, then who began to read lately; coordinators of the network admit.

    Who has read for longer and never asked waits for nobody.
    """
    if not scope.is_network:
        return None
    present = Membership.objects.present().select_related("person", "organisation")
    fresh = Q(verified_at=None, role=Role.READER, began_at__gt=now - NEW)
    rows = present.filter(Q(asks_to_speak=True) | fresh)
    rows = rows.order_by("-asks_to_speak", "began_at", "pk")
    return Section(
        "newcomers",
        gettext_lazy("Newcomers to verify"),
        gettext_lazy("Nobody waits to be verified."),
        [newcomer_line(membership) for membership in rows[:MOST_LINES]],
        rows.count(),
        more=reverse("coordination"),
    )


def newcomer_line(membership: Membership) -> Line:
    """One person, for whom, and where they are admitted."""
    about = _("asks to speak for %(city)s") if membership.asks_to_speak else _("reads for %(city)s")
    address = reverse("organisation_people", args=[membership.organisation.slug])
    said = about % {"city": membership.organisation.plate}
    return Line(
        str(membership.person), address, _("Verify"), said, membership.began_at, is_late=membership.asks_to_speak
    )


def silent_cities(scope: Scope, now: datetime) -> Section:
    """Cities that take part and of which the viewer could read no post or answer for 60 days, the longest first."""
    rows = silent(scope, now)
    return Section(
        "silent",
        gettext_lazy("Silent cities"),
        gettext_lazy("Every city has posted or answered in the last 60 days."),
        [silent_line(organisation, scope.viewer) for organisation in rows[:MOST_LINES]],
        rows.count(),
        hint=gettext_lazy("No post and no answer for 60 days. A call helps more than a mail."),
    )


def silent(scope: Scope, now: datetime) -> QuerySet[Organisation]:
    """The silent ones with `last` (None: nothing ever) and `has_people`."""
    cities = Organisation.objects.in_network().filter(level=Level.LOCAL, created_at__lt=now - SILENT)
    if not scope.is_network:
        cities = cities.filter(space_memberships__space__in=scope.spaces).distinct()
    own = heard(scope).filter(organisation=OuterRef("pk")).order_by("-published_at")
    people = Membership.objects.present().filter(organisation=OuterRef("pk"))
    lately = own.filter(published_at__gte=now - SILENT)
    found = cities.filter(~Exists(lately)).annotate(last=Subquery(own.values("published_at")[:1]))
    return found.annotate(has_people=Exists(people)).order_by(F("last").asc(nulls_first=True), "name", "pk")


def heard(scope: Scope) -> PostQuerySet:
    """What cities said themselves in the spaces of the desk, as far as the viewer may read it."""
    return Post.objects.visible_to(scope.viewer).filter(scope.within(), source=Source.NATIVE)


def silent_line(organisation: Organisation, viewer: Viewer) -> Line:
    """A city (with `last` and `has_people`), since when, and whom to call there, or where the viewer, who may, invites
    somebody.
    """
    at, has_people = getattr(organisation, "last", None), getattr(organisation, "has_people", False)
    said = _("last heard of") if at else _("has not posted yet")
    if not has_people:
        said = _("nobody signs in for it")
    if has_people or not may(viewer, "organisation.admit", organisation):
        return Line(organisation.name, organisation.get_absolute_url(), _("Whom to call"), said, at)
    return Line(organisation.name, reverse("organisation_people", args=[organisation.slug]), _("Invite"), said, at)
