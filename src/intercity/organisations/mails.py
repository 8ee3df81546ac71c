"""The mails of this room."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from intercity.organisations.models import Invitation, Membership, Organisation, Person

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def invitation_link(invitation: Invitation) -> str:
    """The address that lets its reader accept."""
    return settings.PUBLIC_URL + reverse("invitation", args=[invitation.token])


def invitation_mail(invitation: Invitation, language: str = "") -> EmailMessage:
    """The mail with the link, in `language` or the organisation's first one that the pages have."""
    with translation.override(language or usual_language(invitation.organisation)):
        context = {"invitation": invitation, "link": invitation_link(invitation)}
        return written("invitation", context, invitation.email)


def asking_mail(membership: Membership, reader: Person) -> EmailMessage:
    """The mail that tells `reader`, who decides, that a member asks to speak; in the language in use now."""
    organisation = membership.organisation
    context = {
        # One line, so that a name cannot write a paragraph of its own.
        "name": " ".join(str(membership.person).split()),
        "email": membership.person.email,
        "organisation": organisation.name,
        "link": settings.PUBLIC_URL + reverse("organisation_people", args=[organisation.slug]),
    }
    return written("asking", context, reader.email)


def expiring_mail(membership: Membership) -> EmailMessage:
    """The mail that asks a member whether they still work there; in the language in use now."""
    context = {
        "organisation": membership.organisation.name,
        "until": membership.lasts_until,
        "link": settings.PUBLIC_URL + reverse("me"),
    }
    return written("expiring", context, membership.person.email)


def security_mail(person: Person, sentence: str, at: str) -> EmailMessage:
    """The mail that tells somebody how their ways of signing in changed; in the language in use now."""
    link = settings.PUBLIC_URL + reverse("security")
    context = {"sentence": sentence, "at": at, "link": link, "contact": settings.PRIVACY_CONTACT}
    return written("security", context, person.email)


def written(name: str, context: Mapping[str, object], address: str) -> EmailMessage:
    """The mail to `address` from the two templates called `name`."""
    subject = render_to_string(f"organisations/mail/{name}_subject.txt", context)
    body = render_to_string(f"organisations/mail/{name}.txt", context)
    return EmailMessage(" ".join(subject.split()), body, to=[address], headers=dict(HEADERS))


def usual_language(organisation: Organisation | None) -> str:
    """The organisation's first language that the pages have, else the one in use now."""
    known = {code for code, _name in settings.LANGUAGES}
    theirs = organisation.languages if organisation else []
    return next((code for code in theirs if code in known), translation.get_language() or "en")
