"""The mail about one comment."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

from babel.dates import format_datetime
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from intercity.notifications.links import absolute, unsubscribe_url
from intercity.notifications.models import Delivery, mail_host
from intercity.notifications.recipients import get_comment_for
from intercity.organisations.models import Person
from intercity.organisations.permissions import may
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.spaces.models import Label

# Line ends end a header; the rest of these cannot be seen or turn the reading direction around.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
LONGEST_SUBJECT = 140
FULL_TEXT_LABELS = (Label.CLEAR, Label.GREEN)


def build_mail(delivery: Delivery, person: Person) -> EmailMultiAlternatives:
    """The mail of `delivery` about a comment, in its person's language and time; NotForThem when it may not go."""
    comment = get_comment_for(person, delivery.post_uid)
    assert comment.root is not None
    with speaking_to(person):
        context = mail_context(person, comment, comment.root)
        mail = EmailMultiAlternatives(
            subject=subject(comment, comment.root),
            body=render_to_string("notifications/comment.txt", context),
            from_email=sender(comment),
            to=[person.email],
            headers=headers(delivery, comment.root, context["unsubscribe_url"]),
        )
        mail.attach_alternative(render_to_string("notifications/comment.html", context), "text/html")
    return mail


@contextmanager
def speaking_to(person: Person) -> Iterator[None]:
    """The person's language and time zone, or the installation's where they chose none or an unknown one."""
    known = dict(settings.LANGUAGES)
    language = person.language if person.language in known else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_of(person)):
        yield


def zone_of(person: Person) -> zoneinfo.ZoneInfo:
    """The person's time zone; the installation's if none was chosen or its name is unknown."""
    try:
        return zoneinfo.ZoneInfo(person.time_zone or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def mail_context(person: Person, comment: Post, root: Post) -> dict[str, Any]:
    """What the templates show. Names of people only for those who may see them on the organisation's page."""
    names_people = may(viewer_for(person), "organisation.see_people", comment.organisation)
    named = [str(comment.author)] if names_people and comment.author else []
    return {
        "language": translation.get_language(),
        "comment": comment,
        "root": root,
        "who": ", ".join([*named, comment.organisation.name]),
        "at": local_time(comment.published_at),
        "full": comment.label in FULL_TEXT_LABELS,
        "url": absolute(comment.get_absolute_url()),
        "unsubscribe_url": unsubscribe_url(person, root),
    }


def local_time(at: datetime) -> str:
    """Date and time in the active language and time zone, and the city whose time it is."""
    pattern = "d MMM yyyy, HH:mm (VVV)"
    return format_datetime(timezone.localtime(at), pattern, locale=translation.get_language() or "en")


def one_line(text: str, longest: int = 78) -> str:
    """`text` as it may stand in a header: one line, nothing invisible, cut at `longest` characters."""
    flat = " ".join(UNSAFE.sub(" ", text).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def subject(comment: Post, root: Post) -> str:
    """`Re: <title>`, marked in an exercise; without the title where the label lets no text travel."""
    if comment.label not in FULL_TEXT_LABELS:
        return _("A new answer in Intercity")
    line = f"Re: {one_line(str(root), LONGEST_SUBJECT)}"
    # Extraction does not read inside an f-string.
    mark = _("EXERCISE")
    return f"[{mark}] {line}" if comment.space.is_exercise else line


def sender(comment: Post) -> str:
    """`City of Torino via Intercity <no-reply@…>`: who speaks, from an address that is ours."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name = _("%(organisation)s via Intercity") % {"organisation": one_line(comment.organisation.name)}
    return formataddr((name, address), "utf-8")


def headers(delivery: Delivery, root: Post, unsubscribe: str) -> dict[str, str]:
    """Headers that let mail programs thread, filter and unsubscribe (RFC 2919, 3834, 8058) and machines not answer.

    `Precedence` is left out: it never was a standard, and Auto-Submitted says the same.
    """
    thread = f"<{root.uid}@{mail_host()}>"
    return {
        "In-Reply-To": thread,
        "References": thread,
        "List-Id": f"<{root.space.uid}.{mail_host()}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
