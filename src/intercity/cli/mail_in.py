"""`intercity mail-in`: take in the mail that the operator's mail server hands over."""

from __future__ import annotations

import argparse
import asyncio

from django.conf import settings
from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.mailbox.smtp import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default=settings.MAIL_IN_HOST, help=_("address to listen on (default MAIL_IN_HOST)"))
    shown = _("port to listen on (default MAIL_IN_PORT or 2525)")
    parser.add_argument("--port", type=int, default=settings.MAIL_IN_PORT or 2525, help=shown)


def run(options: argparse.Namespace) -> int:
    """Receive until SIGTERM or SIGINT; 0 after a clean stop."""
    if not settings.MAIL_IN_DOMAIN:
        raise CommandError(_("Set MAIL_IN_DOMAIN to the domain of the addresses first (see docs/mail.md)."))
    try:
        asyncio.run(serve(options.host, options.port, lambda port: announce(options.host, port)))
    except OSError as error:
        said = _("Cannot listen on %(host)s port %(port)s: %(reason)s.")
        why = {"host": options.host, "port": options.port, "reason": error.strerror or error}
        raise CommandError(said % why) from error
    return 0


def announce(host: str, port: int) -> None:
    """Say that mail is taken."""
    kind = "LMTP" if settings.MAIL_IN_LMTP else "SMTP"
    said = _("Mail for %(domain)s is taken on %(host)s port %(port)s (%(kind)s)")
    print(said % {"domain": settings.MAIL_IN_DOMAIN, "host": host, "port": port, "kind": kind}, flush=True)
