"""Stop mail, and start it again."""

from __future__ import annotations

from django.db import transaction

from intercity.activity.record import record
from intercity.notifications.models import Mute
from intercity.organisations.models import Person
from intercity.posts.models import Post


def mute(person: Person, root: Post) -> None:
    """No more mail to `person` about this conversation. A private wish: the record does not hold it."""
    Mute.objects.get_or_create(person=person, post=root)


@transaction.atomic
def stop_all(person: Person) -> None:
    """No more mail to `person` about answers, in any conversation."""
    do_set_mail(person, wanted=False)


@transaction.atomic
def resume(person: Person, root: Post) -> None:
    """Mail again, about this conversation and about answers as such."""
    Mute.objects.filter(person=person, post=root).delete()
    do_set_mail(person, wanted=True)


def do_set_mail(person: Person, *, wanted: bool) -> None:
    """Write the person's wish with its activity; does nothing when it is so already."""
    changed = Person.objects.filter(pk=person.pk).exclude(mail_replies=wanted).update(mail_replies=wanted)
    if changed:
        record("person.changed", person_uid=person.uid, data={"fields": ["mail_replies"]})
