"""The public address: consistent with itself, and answering."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext as _

from intercity.cli.checks.finding import Finding, ok, problem, unknown, warning
from intercity.core.hosts import is_local

TIMEOUT = 5


def check_address() -> list[Finding]:
    """PUBLIC_URL against ALLOWED_HOSTS and TRUSTED_PROXIES, and whether it answers from here."""
    return [check_hosts(), check_scheme(), check_answer()]


def check_hosts() -> Finding:
    """Whether the host of PUBLIC_URL is one that we answer for."""
    parts = urlsplit(settings.PUBLIC_URL)
    words = {"url": settings.PUBLIC_URL, "host": parts.hostname or ""}
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return problem("address", _("PUBLIC_URL is not an address: %(url)s. Write https://your.host") % words)
    if not validate_host(parts.hostname, settings.ALLOWED_HOSTS):
        return problem("address", _("ALLOWED_HOSTS does not hold %(host)s of PUBLIC_URL. Add it.") % words)
    if "*" in settings.ALLOWED_HOSTS:
        return warning("address", _("ALLOWED_HOSTS allows every name. List your own.") % words)
    return ok("address", _("The address is %(url)s.") % words)


def check_scheme() -> Finding:
    """Whether browsers reach a public installation encrypted, and whose word counts for that."""
    parts = urlsplit(settings.PUBLIC_URL)
    if is_local(parts.hostname or ""):
        return ok("encrypted", _("PUBLIC_URL is on this machine or network."))
    if parts.scheme != "https":
        return problem("encrypted", _("PUBLIC_URL begins with http://. Use a reverse proxy with https."))
    if not settings.TRUSTED_PROXIES:
        return warning("encrypted", _("TRUSTED_PROXIES is empty: all visitors seem to come from your proxy. Set it."))
    return ok("encrypted", _("Browsers come by https."))


def check_answer() -> Finding:
    """Whether /healthz answers; a machine may be unable to reach its own public address, so silence is unknown."""
    url = f"{settings.PUBLIC_URL}/healthz"
    words = {"url": url}
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            return ok("answer", _("%(url)s answers: %(status)s.") % {**words, "status": answer.status})
    except urllib.error.HTTPError as error:
        text = _("%(url)s answers with the error %(status)s. Look at the log of intercity serve.")
        return problem("answer", text % {**words, "status": error.code})
    except (OSError, http.client.HTTPException, ValueError):
        text = _("%(url)s could not be reached from this machine. Is intercity serve running?")
        return unknown("answer", text % words)
