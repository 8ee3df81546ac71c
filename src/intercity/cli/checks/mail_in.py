"""Mail that comes in: set up as a whole, and somebody takes it."""

from __future__ import annotations

import ipaddress
import smtplib

from django.conf import settings
from django.utils.translation import gettext as _

from intercity.cli.checks.finding import Finding, ok, problem, warning

TIMEOUT = 5
NAME = "mail in"


def check_mail_in() -> list[Finding]:
    """Whether people can answer by mail, and whether anything is half set up; see docs/mail.md."""
    if not settings.MAIL_IN_DOMAIN:
        if settings.MAIL_IN_PORT or settings.MAIL_IN_SECRET:
            return [problem(NAME, _("Mail could come in, but nobody has an address. Set MAIL_IN_DOMAIN."))]
        return [warning(NAME, _("MAIL_IN_DOMAIN is not set: nobody can answer by mail (docs/mail.md)."))]
    if settings.DEMO:
        return [ok(NAME, _("The demo hears answers from its own pages."))]
    return [check_receiver(), check_witness(), *check_walls()]


def check_receiver() -> Finding:
    """Whether the receiver answers where it should; without a port, whether there is the hook instead."""
    if not settings.MAIL_IN_PORT:
        if settings.MAIL_IN_SECRET:
            return ok(NAME, _("Mail comes in by HTTP."))
        return problem(NAME, _("Mail has an address but no way in. Set MAIL_IN_PORT or MAIL_IN_SECRET."))
    where = {"server": f"{settings.MAIL_IN_HOST}:{settings.MAIL_IN_PORT}"}
    try:
        with smtplib.SMTP(settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, timeout=TIMEOUT):
            return ok(NAME, _("Mail is taken on %(server)s.") % where)
    except (OSError, smtplib.SMTPException) as error:
        said = _("Nobody takes mail on %(server)s: %(error)s. Start intercity serve or intercity mail-in.")
        return problem(NAME, said % {**where, "error": error})


def check_witness() -> Finding:
    """Whether there is a server whose word on senders counts."""
    if settings.MAIL_IN_AUTHSERV:
        return ok("senders", _("%(server)s says which senders are real.") % {"server": settings.MAIL_IN_AUTHSERV})
    return warning("senders", _("MAIL_IN_AUTHSERV is not set: spaces take no mail, and doubtful mail is dropped."))


def check_walls() -> list[Finding]:
    """Whether anybody but the mail server could hand mail over: they could write the verdict on senders themselves."""
    if not settings.MAIL_IN_PORT or is_loopback(settings.MAIL_IN_HOST):
        return []
    said = _("Mail is taken on %(host)s, not on this machine alone. Let nobody but your mail server reach that port.")
    return [warning("senders", said % {"host": settings.MAIL_IN_HOST})]


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
