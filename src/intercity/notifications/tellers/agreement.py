"""The exchange agreement of a space waits for a lead."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.organisations.models import Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace
from intercity.spaces.models import Space
from intercity.spaces.standing import speaking_leads, waiting_for


class AgreementTeller:
    """Tells the leads of all organisations of the space when it changed, and those of one when somebody asks."""

    name = "agreement"
    event = Event("agreement", gettext_lazy("An exchange agreement waits for me"), Pace.NOW)
    verbs = frozenset({"agreement.changed", "agreement.asked"})

    def cares(self, activity: Activity) -> bool:
        """Unless nobody is asked any more."""
        return not activity.data.get("taken_back")

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The leads."""
        about = Q(organisation__uid=activity.organisation_uid)
        if activity.verb == "agreement.changed":
            inside = Q(organisation__space_memberships__space__uid=activity.space_uid)
            about = inside | Q(organisation__agreement_asked__space__uid=activity.space_uid)
        rows = speaking_leads().filter(about).values("person")
        return Person.objects.filter(pk__in=rows, is_active=True).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The way to the page; NotForThem once they accepted it, or lead nobody there any more."""
        waiting = waiting_for(viewer_for(person))
        space = next((one for one in waiting if one.uid == activity.space_uid), None)
        if space is None:
            raise NotForThem("has accepted it, or is not asked any more")
        button = Button(_("Read and accept it"), reverse("space_agreement", args=[space.slug]))
        subject = _("Waits for you: the agreement of %(space)s")
        return Letter(subject % {"space": space}, words_about(activity, space), [button])


def words_about(activity: Activity, space: Space) -> str:
    """Why it reaches the lead, and what waits meanwhile."""
    said = _("Your organisation reads in %(space)s. It writes there once you have accepted the exchange agreement.")
    if activity.verb == "agreement.asked":
        said = _("Your organisation takes part in %(space)s, and writes there, once you accept the exchange agreement.")
    return said % {"space": space} + " " + _("It says who reads what, for what purpose and how long.")


agreement = AgreementTeller()
