"""Somebody's ways of signing in changed: mail to that person, whatever else they wish to hear."""

from __future__ import annotations

from django.core.mail import EmailMessage

from intercity.activity.models import Activity
from intercity.notifications.mail import local_time, speaking_to
from intercity.notifications.recipients import queue
from intercity.organisations.factor_acts import sentence_of
from intercity.organisations.mails import security_mail
from intercity.organisations.models import Person
from intercity.posts.telling import NotForThem

CHANGED = "person.changed"


def is_about_security(activity: Activity) -> bool:
    """Whether the act says that its person is to be told."""
    return "mail" in activity.data


def queue_security(activity: Activity) -> None:
    """Queue the mail, once for each act; also to whoever is suspended."""
    queue(activity, Person.objects.filter(uid=activity.person_uid, is_active=True))


def build_security(act: Activity, person: Person) -> EmailMessage:
    """The mail in the person's language and time; NotForThem where the account was closed meanwhile."""
    if not person.is_active:
        raise NotForThem("the account is closed")
    with speaking_to(person):
        return security_mail(person, sentence_of(act.data), local_time(act.at))
