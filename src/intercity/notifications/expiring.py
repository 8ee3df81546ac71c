"""A membership ends soon: mail to the member."""

from __future__ import annotations

from django.core.mail import EmailMessage

from intercity.activity.models import Activity
from intercity.notifications.mail import speaking_to
from intercity.notifications.recipients import queue
from intercity.organisations.mails import expiring_mail
from intercity.organisations.models import Membership, Person
from intercity.posts.telling import NotForThem

EXPIRING = "membership.expiring"


def queue_expiring(activity: Activity) -> None:
    """Queue the mail, once for each act; nothing where the membership was confirmed or ended meanwhile."""
    membership = still_open(activity)
    if membership is not None:
        queue(activity, Person.objects.filter(pk=membership.person_id))


def build_expiring(act: Activity, person: Person) -> EmailMessage:
    """The mail in the person's language; NotForThem when it was confirmed or ended meanwhile."""
    membership = still_open(act)
    if membership is None or membership.person_id != person.pk:
        raise NotForThem("was confirmed or ended already")
    with speaking_to(person):
        return expiring_mail(membership)


def still_open(activity: Activity) -> Membership | None:
    """The membership of the act, while nobody has confirmed it."""
    rows = Membership.objects.present().filter(reminded_at__isnull=False).select_related("person", "organisation")
    person_uid, organisation_uid = activity.data.get("person_uid"), activity.organisation_uid
    return rows.filter(person__uid=person_uid, organisation__uid=organisation_uid).first()
