"""The mails of this room."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from intercity.organisations.models import Invitation, Organisation

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def invitation_link(invitation: Invitation) -> str:
    """The address that lets its reader accept."""
    return settings.PUBLIC_URL + reverse("invitation", args=[invitation.token])


def invitation_mail(invitation: Invitation, language: str = "") -> EmailMessage:
    """The mail with the link, in `language` or the organisation's first one that the pages have."""
    with translation.override(language or usual_language(invitation.organisation)):
        context = {"invitation": invitation, "link": invitation_link(invitation)}
        subject = render_to_string("organisations/mail/invitation_subject.txt", context)
        body = render_to_string("organisations/mail/invitation.txt", context)
    return EmailMessage(" ".join(subject.split()), body, to=[invitation.email], headers=dict(HEADERS))


def usual_language(organisation: Organisation | None) -> str:
    """The organisation's first language that the pages have, else the one in use now."""
    known = {code for code, _name in settings.LANGUAGES}
    theirs = organisation.languages if organisation else []
    return next((code for code in theirs if code in known), translation.get_language() or "en")
