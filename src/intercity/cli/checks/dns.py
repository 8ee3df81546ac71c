"""SPF, DKIM and DMARC of the sending domain. Without them mail lands in spam folders.

What DNS does not answer is unknown, never a failure: many machines may not ask.
"""

from __future__ import annotations

from collections.abc import Callable

import dns.exception
import dns.resolver
from django.utils.translation import gettext as _

from intercity.cli.checks.finding import Finding, ok, problem, unknown, warning
from intercity.core.hosts import is_local
from intercity.notifications.models import mail_host

SECONDS = 5.0
# DKIM keys stand under a name that only the provider knows; these are the usual ones.
SELECTORS = (
    *("default", "mail", "dkim", "s1", "s2", "selector1", "selector2"),
    *("google", "k1", "key1", "smtp", "intercity"),
)  # fmt: skip
Lookup = Callable[[str], list[str]]


class NoAnswer(Exception):  # noqa: N818
    """DNS could not be asked."""


def check_dns() -> list[Finding]:
    """The three records of the domain that mail is sent from."""
    return check_domain(mail_host(), make_lookup(dns.resolver.Resolver))


def make_lookup(resolver: Callable[[], dns.resolver.Resolver]) -> Lookup:
    """A function from a name to its TXT records ([] when there are none); NoAnswer when DNS does not answer."""

    def lookup(name: str) -> list[str]:
        try:
            answer = resolver().resolve(name, "TXT", lifetime=SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise NoAnswer from error
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]

    return lookup


def check_domain(domain: str, lookup: Lookup) -> list[Finding]:
    """Findings about `domain`, asked through `lookup`."""
    if is_local(domain):
        text = _("SPF, DKIM and DMARC cannot be checked: %(domain)s is not a public domain.")
        return [unknown("dns", text % {"domain": domain})]
    try:
        return [check_spf(domain, lookup), check_dkim(domain, lookup), check_dmarc(domain, lookup)]
    except NoAnswer:
        text = _("SPF, DKIM and DMARC of %(domain)s could not be checked: no DNS answer.")
        return [unknown("dns", text % {"domain": domain})]


def check_spf(domain: str, lookup: Lookup) -> Finding:
    """One record that names the servers which may send."""
    found = [text for text in lookup(domain) if text.lower().split(" ")[0] == "v=spf1"]
    words = {"domain": domain}
    if not found:
        text = _("%(domain)s has no SPF record. Add the one your mail provider names, as TXT record.")
        return warning("spf", text % words)
    if len(found) > 1:
        return problem("spf", _("%(domain)s has more than one SPF record, so none counts. Keep one.") % words)
    if found[0].lower().split()[-1] in ("+all", "all"):
        return warning("spf", _("The SPF record of %(domain)s lets everybody send. End it with -all or ~all.") % words)
    return ok("spf", _("%(domain)s has an SPF record.") % words)


def check_dkim(domain: str, lookup: Lookup) -> Finding:
    """A key under one of the usual names; another name is possible, so its absence says nothing."""
    for selector in SELECTORS:
        if any("p=" in text for text in lookup(f"{selector}._domainkey.{domain}")):
            text = _("%(domain)s has a DKIM key (%(selector)s).")
            return ok("dkim", text % {"domain": domain, "selector": selector})
    text = _("No DKIM key of %(domain)s has one of the usual names. Ask your mail provider whether mail is signed.")
    return unknown("dkim", text % {"domain": domain})


def check_dmarc(domain: str, lookup: Lookup) -> Finding:
    """A policy at the domain or at one above it."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        name = "_dmarc." + ".".join(labels[start:])
        if any(text.lower().startswith("v=dmarc1") for text in lookup(name)):
            return ok("dmarc", _("DMARC is set at %(name)s.") % {"name": name})
    text = _("%(domain)s has no DMARC record. Add the TXT record _dmarc.%(domain)s, for example: v=DMARC1; p=none")
    return warning("dmarc", text % {"domain": domain})
