"""The mail addresses under which this installation hears answers: made for those who write mail, read by who gets it.

All of them end in `settings.MAIL_IN_DOMAIN`; without one there are none. Local parts are in lower case letters and
digits, for some servers do not keep the case, and shorter than the 64 octets that RFC 5321 allows.
"""

from __future__ import annotations

import re
from base64 import b32encode
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from intercity.core.logs import without_tokens
from intercity.core.uids import ALPHABET, LENGTH
from intercity.notifications.models import Delivery
from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.spaces.models import Space

REPLY, BOUNCE = "reply", "bounce"
# 100 bits in base32: nobody guesses them, and a name and two uids still fit beside them.
SIGNATURE = 20
UID = f"[{ALPHABET}]{{{LENGTH}}}"
SIGNED = {
    REPLY: re.compile(f"reply\\+(?P<uids>(?P<person>{UID})(?P<post>{UID}))(?P<signature>[a-z2-7]{{{SIGNATURE}}})"),
    BOUNCE: re.compile(f"bounce\\+(?P<uids>(?P<delivery>{UID}))(?P<signature>[a-z2-7]{{{SIGNATURE}}})"),
}
# The same inside a text, however long, and however a web page writes the plus.
SECRET = re.compile(rf"\b({REPLY}|{BOUNCE})(?:\+|%2b|&#43;)[a-z0-9]{{20,}}", re.IGNORECASE)
# Names that other servers expect to be read by a person (RFC 2142) and those that look like ours.
NEVER_A_SPACE = frozenset({"postmaster", "abuse", "mailer-daemon", "hostmaster", "noreply", "no-reply", REPLY, BOUNCE})


@dataclass(frozen=True)
class ReplyTo:
    """Whom a reply address was made for, and the post that an answer to it stands under. Both may be gone by now."""

    person_uid: str
    post_uid: str


def reply_address(person: Person, post: Post) -> str:
    """Where `person` answers `post` (a post or a comment) by mail; "" where no mail comes in.

    It never expires. Whoever knows it can write in this person's name, so it is sent to nobody else.
    """
    return at_our_domain(signed(REPLY, f"{person.uid}{post.uid}"))


def bounce_address(delivery: Delivery) -> str:
    """Where mail servers say that a delivery could not be delivered: the envelope's sender; "" where none comes in."""
    return at_our_domain(signed(BOUNCE, delivery.uid))


def space_address(space: Space) -> str:
    """Where its members publish news by mail; "" where none comes in, and for names that belong to the postmaster."""
    return "" if space.slug in NEVER_A_SPACE else at_our_domain(space.slug)


def read_reply(address: str) -> ReplyTo | None:
    """What a reply address was made for; None for any other, a forged or a damaged one."""
    found = read_signed(REPLY, address)
    return ReplyTo(found["person"], found["post"]) if found else None


def read_bounce(address: str) -> str | None:
    """The uid of the delivery that a bounce address was made for; None as above."""
    found = read_signed(BOUNCE, address)
    return found["delivery"] if found else None


def read_space(address: str) -> str | None:
    """The slug that an address of our domain may mean; whether there is such a space is not asked here."""
    name = our_local_part(address)
    return name if re.fullmatch(r"[a-z0-9_-]{1,64}", name) and name not in NEVER_A_SPACE else None


def without_secrets(text: str) -> str:
    """`text` without signed addresses and links of ours: what is quoted of a mail may hold the key to answer in one's
    name.
    """
    return without_tokens(SECRET.sub(r"\1+…", text), "…")


def our_local_part(address: str) -> str:
    """What stands before our domain, in lower case; "" for addresses of other domains and where we have none."""
    local, _, domain = address.strip().lower().rpartition("@")
    ours = settings.MAIL_IN_DOMAIN
    return local if ours and domain.rstrip(".") == ours else ""


def at_our_domain(local: str) -> str:
    """The address, or "" where no mail comes in."""
    return f"{local}@{settings.MAIL_IN_DOMAIN}" if settings.MAIL_IN_DOMAIN else ""


def signed(purpose: str, uids: str) -> str:
    """The local part that names `uids` for one purpose."""
    return f"{purpose}+{uids}{signature(purpose, uids)}"


def signature(purpose: str, uids: str) -> str:
    """Signs with a key of its own for each purpose: no signature from elsewhere works here."""
    digest = salted_hmac(f"intercity.notifications.addresses.{purpose}", uids, algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:SIGNATURE]


def read_signed(purpose: str, address: str) -> re.Match[str] | None:
    """The parts of an address that we signed for this purpose."""
    found = SIGNED[purpose].fullmatch(our_local_part(address))
    good = found and constant_time_compare(found["signature"], signature(purpose, found["uids"]))
    return found if good else None
