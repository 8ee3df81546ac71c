"""Signed links in mails that ask whether a practice is still in force."""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from intercity.organisations.models import Person
from intercity.posts.models import Post

# Two months: then the third mail has come with a new link.
LONGEST_LIFE = 60 * 24 * 60 * 60
PARAM = "as"


def signer() -> TimestampSigner:
    """Signs with a key of its own: no signature from elsewhere works here."""
    return TimestampSigner(salt="intercity.adoption.check")


def check_path(post: Post, person: Person) -> str:
    """The page that asks about `post`, for `person`, who needs not sign in there. Their rights are asked anew."""
    token = signer().sign(f"{person.uid}-{post.uid}")
    return f"{reverse('practice_check', args=[post.uid])}?{urlencode({PARAM: token})}"


def read_recipient(token: str, post_uid: str) -> Person | None:
    """Who got the mail with this link; None if it is forged, too old or about another post, or they are gone."""
    try:
        person_uid, _sign, uid = signer().unsign(token, max_age=LONGEST_LIFE).partition("-")
    except BadSignature:
        return None
    return Person.objects.filter(uid=person_uid, is_active=True).first() if uid == post_uid else None
