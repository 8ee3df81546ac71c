"""Other addresses that a person writes from: named on their page, proven by a code that is mailed there."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
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
DAY = timedelta(days=1)
MOST_CODES = 10
# Removed before it was confirmed.
GONE = Q(confirmed_at=None, code="")


def add_alias(person: Person, address: str) -> Alias:
    """Mail a code to `address`, which counts once the code is given back.

    Raises ValidationError for one's own address, for too many, and when the last code is quite new: no form may fill
    somebody else's mailbox.
    """
    address, now = address.strip().lower(), timezone.now()
    own = Alias.objects.filter(person=person)
    own.filter(GONE, asked_at__lt=now - DAY).delete()
    if address == person.email or address.endswith(f"@{settings.MAIL_IN_DOMAIN}"):
        raise ValidationError(_("You need not add this address."))
    if own.exclude(GONE).exclude(address=address).count() >= MOST:
        raise ValidationError(_("You can add up to %(most)s addresses. Remove one first.") % {"most": MOST})
    if own.filter(asked_at__gt=now - PAUSE, confirmed_at=None).exists():
        raise ValidationError(_("A code was sent a moment ago. Wait two minutes, then ask again."))
    lately = own.filter(asked_at__gt=now - DAY, confirmed_at=None)
    sent = {alias.address: alias.sent for alias in lately}
    if sum(sent.values()) >= MOST_CODES:
        raise ValidationError(_("Too many codes were sent today. Try again tomorrow."))
    code = "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))
    alias, _fresh = Alias.objects.update_or_create(
        person=person, address=address,
        defaults={
            "code": digest(code), "tries": 0, "asked_at": now, "confirmed_at": None, "sent": sent.get(address, 0) + 1,
        },
    )  # fmt: skip
    send_soon(code_mail(person, address, code))
    return alias


def confirm_alias(alias: Alias, code: str) -> None:
    """Let the address count; ValidationError for a wrong or old code, or too many tries."""
    own = Alias.objects.filter(pk=alias.pk, code=alias.code, tries__lt=MOST_TRIES).exclude(code="")
    if alias.asked_at < timezone.now() - VALID or not own.update(tries=F("tries") + 1):
        raise ValidationError(_("This code is too old. Ask for a new one."))
    typed = "".join(code.lower().split()).replace("-", "")
    if not constant_time_compare(digest(typed), alias.code):
        raise ValidationError(_("This code is not right. Copy it from the newest mail."))
    Alias.objects.filter(pk=alias.pk, code=alias.code).update(confirmed_at=timezone.now(), code="")


def aliases_of(person: Person) -> QuerySet[Alias]:
    """Those that are confirmed or wait for their code."""
    return Alias.objects.filter(person=person).exclude(GONE)


def remove_alias(alias: Alias) -> None:
    """Let an address count no more. What never counted is remembered a day: no form may fill somebody's mailbox."""
    if alias.confirmed_at:
        alias.delete()
    else:
        Alias.objects.filter(pk=alias.pk).update(code="")


def get_alias_for(person: Person, pk: int) -> Alias:
    """One of the person's own, or Http404."""
    alias = aliases_of(person).filter(pk=pk).first()
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
