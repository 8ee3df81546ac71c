"""Invitations by mail: from the act to the mail that carries the link."""

from __future__ import annotations

from django.core.mail import EmailMessage

from intercity.activity.models import Activity
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import build
from intercity.organisations.mails import invitation_mail
from intercity.organisations.models import Invitation
from intercity.organisations.queries import pending
from intercity.posts.telling import NotForThem


def queue_invitation(activity: Activity) -> None:
    """Queue the mail of an invitation, once for each act: sending it again is an act of its own.

    An invitation that no longer waits, or is addressed to nobody (the first coordinator's link), is passed over.
    """
    invitation = pending(Invitation.objects.filter(pk=activity.data["invitation"])).first()
    if invitation is not None:
        Delivery.objects.bulk_create([build(activity, invitation=invitation)], ignore_conflicts=True)


def build_invitation(delivery: Delivery) -> EmailMessage:
    """The mail with the link as it is now, in the language that the act names; NotForThem when nobody needs it."""
    invitation = pending(Invitation.objects.filter(deliveries=delivery)).first()
    if invitation is None:
        raise NotForThem("accepted, taken back or expired")
    act = Activity.objects.filter(pk=delivery.activity_id).first()
    mail = invitation_mail(invitation, act.data.get("language", "") if act else "")
    mail.to = [delivery.address]
    return mail
