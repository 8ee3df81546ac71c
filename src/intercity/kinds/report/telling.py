"""Those who attended an event get its report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.kinds.report.links import REPORT
from intercity.organisations.models import Person
from intercity.organisations.permissions import may
from intercity.organisations.viewers import viewer_for
from intercity.posts.attendees import who_attended
from intercity.posts.links import linked
from intercity.posts.models import Post
from intercity.posts.telling import Event, Letter, NotForThem, Pace

ATTENDED: Final = Event("report", gettext_lazy("The report of an event that I attended"), Pace.NOW)


class AttendedTeller:
    """Tells whoever attended, once, the morning after the report was published."""

    name = "report"
    event = ATTENDED
    verbs = frozenset({"report.sent"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who attended any of the events that it reports of."""
        keys = {person.pk for event in told_of(activity.post_uid) for person in who_attended(event)}
        return Person.objects.filter(pk__in=keys).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Of what it is the report; NotForThem where they may not see it."""
        if post is None:
            raise NotForThem("may not see it any more")
        events = linked(viewer_for(person), post, REPORT, back=True)
        said = _("You get this because you attended: %(event)s")
        lead = said % {"event": "; ".join(str(event) for event in events)} if events else ""
        return Letter(_("Report: %(title)s") % {"title": post}, lead)


def told_of(uid: str) -> list[Post]:
    """The events of which a report (by its uid) is sent to those who attended.

    Anybody may write a report of what they saw. Mailed is that of the organisation whose event it was, and that of
    whoever coordinates its space.
    """
    report = Post.objects.filter(uid=uid).select_related("author").first()
    if report is None:
        return []
    events = Post.objects.filter(links_out__target=report, links_out__sort=REPORT.name).select_related("space")
    return [event for event in events.distinct() if speaks_for(report, event)]


def speaks_for(report: Post, event: Post) -> bool:
    """Whether it is written for whoever held the event."""
    if report.organisation_id == event.organisation_id:
        return True
    return report.author is not None and may(viewer_for(report.author), "space.coordinate", event.space)


attended = AttendedTeller()
