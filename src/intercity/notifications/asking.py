"""Somebody asks to speak for an organisation: mail to those who decide."""

from __future__ import annotations

from django.core.mail import EmailMessage

from intercity.activity.models import Activity
from intercity.notifications.mail import speaking_to
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import queue
from intercity.organisations.mails import asking_mail
from intercity.organisations.models import Membership, Person
from intercity.organisations.permissions import may
from intercity.organisations.queries import who_admits
from intercity.organisations.viewers import viewer_for
from intercity.posts.telling import NotForThem


def queue_asking(activity: Activity) -> None:
    """Queue a mail to the leads of the organisation, else to the coordinators; one for each act and person.

    Any other change of a membership, and a wish that was answered already, is passed over.
    """
    if not activity.data.get("asks_to_speak"):
        return
    membership = who_asks(activity)
    if membership is not None:
        queue(activity, who_admits(membership.organisation).exclude(pk=membership.person_id).order_by("pk"))


def build_asking(delivery: Delivery, person: Person) -> EmailMessage:
    """The mail in the person's language; NotForThem when it was decided meanwhile, or they decide no more."""
    act = Activity.objects.filter(pk=delivery.activity_id).first()
    membership = who_asks(act) if act else None
    if membership is None:
        raise NotForThem("was decided already")
    if not may(viewer_for(person), "organisation.admit", membership.organisation):
        raise NotForThem("does not decide any more")
    with speaking_to(person):
        return asking_mail(membership, person)


def who_asks(activity: Activity) -> Membership | None:
    """The membership that the act is about, if it still waits for an answer."""
    rows = Membership.objects.present().filter(asks_to_speak=True).select_related("person", "organisation")
    person_uid, organisation_uid = activity.data.get("person_uid"), activity.organisation_uid
    return rows.filter(person__uid=person_uid, organisation__uid=organisation_uid).first()
