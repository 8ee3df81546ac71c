"""Colleagues hear of an answer that came by mail and waits for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.mailbox.approving import decide_mail, waiting
from intercity.organisations.models import Membership, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace


class HeldTeller:
    """Speaks to those who may let a colleague's mail stand."""

    name = "held"
    event = Event("held", gettext_lazy("A colleague's mail waits for your look"), Pace.NOW)
    verbs = frozenset({"mail.held"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Those who speak for the organisation, without the writer."""
        rows = Membership.objects.speaking().filter(organisation__uid=activity.organisation_uid)
        people = Person.objects.filter(pk__in=rows.values("person")).exclude(uid=activity.person_uid)
        return people.order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The way to the page; NotForThem once it is decided, or not theirs to decide."""
        held = waiting().filter(incoming__uid=activity.data.get("incoming", "")).first()
        if held is None or not decide_mail(viewer_for(person), held):
            raise NotForThem("was decided, or is not theirs to decide")
        lead = _("%(person)s answered by mail for %(organisation)s. It is published when a colleague agrees.")
        said = lead % {"person": held.person, "organisation": held.organisation.plate}
        return Letter(_("A mail waits for your look"), said, (Button(_("Look at it"), reverse("mail_held")),))


teller = HeldTeller()
