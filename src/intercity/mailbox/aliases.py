"""Other addresses that a person writes from: named on their page, proven by a code that is mailed there."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from intercity.core.uids import ALPHABET
from intercity.mailbox.models import Alias
from intercity.organisations.mails import HEADERS
from intercity.organisations.models import Person
from intercity.organisations.post_office import send_soon

MOST = 5
MOST_TRIES = 5
CODE_LENGTH = 8
VALID = timedelta(hours=1)
PAUSE = timedelta(minutes=2)


def add_alias(person: Person, address: str) -> Alias:
    """Mail a code to `address`, which counts once the code is given back.

    Raises ValidationError for one's own address, for too many, and when the last code is quite new: no form may fill
    somebody else's mailbox.
    """
    address, now = address.strip().lower(), timezone.now()
    own = Alias.objects.filter(person=person)
    if address == person.email or address.endswith(f"@{settings.MAIL_IN_DOMAIN}"):
        raise ValidationError(_("You need not add this address."))
    if own.exclude(address=address).count() >= MOST:
        raise ValidationError(_("You can add up to %(most)s addresses. Remove one first.") % {"most": MOST})
    if own.filter(asked_at__gt=now - PAUSE, confirmed_at=None).exists():
        raise ValidationError(_("A code was sent a moment ago. Wait two minutes, then ask again."))
    code = "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))
    alias, _fresh = Alias.objects.update_or_create(
        person=person, address=address,
        defaults={"code": digest(code), "tries": 0, "asked_at": now, "confirmed_at": None},
    )  # fmt: skip
    send_soon(code_mail(person, address, code))
    return alias


def confirm_alias(alias: Alias, code: str) -> None:
    """Let the address count; ValidationError for a wrong or old code, or too many tries."""
    if alias.tries >= MOST_TRIES or alias.asked_at < timezone.now() - VALID or not alias.code:
        raise ValidationError(_("This code is too old. Ask for a new one."))
    Alias.objects.filter(pk=alias.pk).update(tries=alias.tries + 1)
    typed = "".join(code.lower().split()).replace("-", "")
    if not constant_time_compare(digest(typed), alias.code):
        raise ValidationError(_("This code is not right. Copy it from the newest mail."))
    Alias.objects.filter(pk=alias.pk).update(confirmed_at=timezone.now(), code="")


def get_alias_for(person: Person, pk: int) -> Alias:
    """One of the person's own, or Http404."""
    alias = Alias.objects.filter(person=person, pk=pk).first()
    if alias is None:
        raise Http404
    return alias


def digest(code: str) -> str:
    """How a code is kept."""
    return salted_hmac("intercity.mailbox.alias", code, algorithm="sha256").hexdigest()


def code_mail(person: Person, address: str, code: str) -> EmailMessage:
    """The mail with the code, in the language in use now."""
    context = {"name": " ".join(str(person).split()), "email": person.email, "code": code}
    body = render_to_string("mailbox/code.txt", context)
    return EmailMessage(_("Your code for Intercity"), body, to=[address], headers=dict(HEADERS))
