"""Signed links that stop mail without signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from intercity.organisations.models import Person
from intercity.posts.models import Post


@dataclass(frozen=True)
class Subscription:
    """Whose mail about which conversation a link is for."""

    person: Person
    post: Post


def signer() -> Signer:
    """Signs with a key of its own: no signature from elsewhere works here."""
    return Signer(salt="intercity.notifications.unsubscribe")


def make_token(person: Person, root: Post) -> str:
    """The token of one person and one conversation. It never expires: old mails keep their way out."""
    return signer().sign(f"{person.uid}-{root.uid}")


def read_token(token: str) -> Subscription | None:
    """Whom and what a token names; None if it is forged, damaged, or they are gone."""
    try:
        person_uid, _, post_uid = signer().unsign(token).partition("-")
    except BadSignature:
        return None
    person = Person.objects.filter(uid=person_uid).first()
    post = Post.objects.filter(uid=post_uid).first()
    return Subscription(person, post) if person and post else None


def unsubscribe_url(person: Person, root: Post) -> str:
    """The whole address, as mail needs it."""
    return absolute(reverse("unsubscribe", args=[make_token(person, root)]))


def absolute(path: str) -> str:
    """A path of this installation as an address that works in mail."""
    return f"{settings.PUBLIC_URL}{path}"
