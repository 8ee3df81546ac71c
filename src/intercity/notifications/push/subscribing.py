"""Which browsers show messages to whom: the only writers of `PushSubscription`."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from intercity.notifications.models import PushSubscription
from intercity.notifications.push.keys import public_key
from intercity.organisations.models import Person

MOST_BROWSERS = 10


def is_push_service(address: str) -> bool:
    """Whether an address belongs to one of the services that `settings.PUSH_HOSTS` names.

    A browser could name any address: without this, anybody with an account could make the server call whatever it
    reaches.
    """
    try:
        parts = urlsplit(address)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme != "https" and host not in settings.PUSH_HOSTS_WITHOUT_TLS:
        return False
    return not parts.username and any(host == name or host.endswith(f".{name}") for name in settings.PUSH_HOSTS)


def subscribe(person: Person, session_key: str, endpoint: str, p256dh: str, auth: str) -> None:
    """From now on this browser shows messages to `person`, while the session lasts; whoever used it before loses it."""
    keys = {"p256dh": p256dh, "auth": auth, "server_key": public_key()}
    values = {"person": person, "session_key": session_key, **keys}
    PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=values)
    oldest = PushSubscription.objects.filter(person=person).order_by("-created_at")[MOST_BROWSERS:]
    PushSubscription.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()


def unsubscribe(person: Person, endpoint: str = "") -> None:
    """No more messages in this browser, or in any of this person's."""
    rows = PushSubscription.objects.filter(person=person)
    (rows.filter(endpoint=endpoint) if endpoint else rows).delete()


def subscriptions_of(person: Person) -> QuerySet[PushSubscription]:
    """The browsers in which the person is still signed in, by the keys that we have now."""
    present = Session.objects.filter(expire_date__gt=timezone.now())
    rows = PushSubscription.objects.filter(person=person, server_key=public_key())
    return rows.filter(session_key__in=present.values("session_key"))
