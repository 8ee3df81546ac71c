"""Signed links that stop mail without signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from intercity.notifications.choices import DIGEST
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.posts.telling import Event, all_events


@dataclass(frozen=True)
class Subscription:
    """Whose mail a link is for: about one sort of event, and about one conversation where there is one."""

    person: Person
    event: Event
    post: Post | None


def signer() -> Signer:
    """Signs with a key of its own: no signature from elsewhere works here."""
    return Signer(salt="intercity.notifications.unsubscribe")


def make_token(person: Person, event: str, root: Post | None = None) -> str:
    """The token of one person, event and conversation. It never expires: old mails keep their way out."""
    return signer().sign(f"{person.uid}-{root.uid if root else ''}-{event}")


def read_token(token: str) -> Subscription | None:
    """Whom and what a token names; None if it is forged, damaged, or they are gone.

    Tokens without an event are from when only answers were mailed.
    """
    try:
        person_uid, post_uid, *rest = signer().unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    person = Person.objects.filter(uid=person_uid).first()
    name = rest[0] if rest else "answer"
    event = DIGEST if name == DIGEST.name else all_events().get(name)
    post = Post.objects.filter(uid=post_uid).first() if post_uid else None
    if person is None or event is None or (post_uid and post is None):
        return None
    return Subscription(person, event, post)


def unsubscribe_url(person: Person, event: str, root: Post | None = None) -> str:
    """The whole address, as mail needs it."""
    return absolute(reverse("unsubscribe", args=[make_token(person, event, root)]))


def absolute(path: str) -> str:
    """A path of this installation as an address that works in mail; an address of elsewhere as it is."""
    return path if path.startswith(("https://", "http://")) else f"{settings.PUBLIC_URL}{path}"
