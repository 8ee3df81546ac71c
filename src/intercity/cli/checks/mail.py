"""Mail: set up, and the server lets us in."""

from __future__ import annotations

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from intercity.cli.checks.finding import Finding, ok, problem, warning
from intercity.core.hosts import is_local
from intercity.notifications.models import mail_host

TIMEOUT = 10


def check_mail() -> list[Finding]:
    """Whether EMAIL_URL is set and its server accepts our sign-in; whether the sender's address is real."""
    if "smtp" not in settings.EMAIL_BACKEND:
        return [without_mail()]
    return [check_server(), check_encryption(), check_sender()]


def without_mail() -> Finding:
    """Nothing is sent: fine in the demo and for a first look, a problem where people sign in by mail."""
    if settings.DEMO:
        return ok("mail", _("The demo keeps every mail at /demo/mail."))
    if is_local(urlsplit(settings.PUBLIC_URL).hostname or ""):
        return warning("mail", _("EMAIL_URL is not set: mail is printed to the log, not sent."))
    return problem("mail", _("EMAIL_URL is not set: nobody gets mail, so nobody can sign in. Set EMAIL_URL."))


def check_server() -> Finding:
    """Connect and sign in as the worker would."""
    where = {"server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"}
    try:
        connection = get_connection(timeout=TIMEOUT)
        connection.open()
        connection.close()
    except smtplib.SMTPAuthenticationError:
        text = _("The mail server %(server)s refuses name and password. Correct EMAIL_URL.")
        return problem("mail", text % where)
    except (OSError, smtplib.SMTPException) as error:
        text = _("The mail server %(server)s cannot be used: %(error)s. Correct EMAIL_URL or ask your mail provider.")
        return problem("mail", text % {**where, "error": error})
    return ok("mail", _("The mail server %(server)s lets us in.") % where)


def check_encryption() -> Finding:
    """Whether a password would travel in the clear."""
    plain = not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    if plain and settings.EMAIL_HOST_PASSWORD and not is_local(settings.EMAIL_HOST):
        return warning("encryption", _("The mail password travels unencrypted. Use smtp+tls:// in EMAIL_URL."))
    return ok("encryption", _("No password travels unencrypted."))


def check_sender() -> Finding:
    """Whether mail carries an address that exists on the internet."""
    words = {"address": settings.DEFAULT_FROM_EMAIL}
    if is_local(mail_host()):
        return warning("sender", _("Mail is sent from %(address)s, which nobody accepts. Set MAIL_FROM.") % words)
    return ok("sender", _("Mail is sent from %(address)s.") % words)
