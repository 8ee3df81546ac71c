"""Mail domains: which one an address belongs to, and which ones an organisation may call its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext as _

from intercity.organisations.models import MailDomain, Organisation

PROVIDERS = Path(__file__).parent / "data" / "public_mail_domains.txt"
IS_DOMAIN = DomainNameValidator(accept_idna=False)


def domain_of(email: str) -> str:
    """The domain of a mail address as it is listed; `a@Nice.FR` gives `nice.fr`, what is no address gives nothing."""
    domain = email.strip().lower().rpartition("@")[2] if "@" in email else ""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""


def clean_domain(text: str) -> str:
    """The domain that a person wrote as `@nice.fr`, `NICE.fr` or `a@nice.fr`; in ASCII form.

    Raises ValidationError for what is no domain and for a public mail provider (from data/public_mail_domains.txt).
    """
    domain = text.strip().lower().rpartition("@")[2].strip(".")
    try:
        domain = domain.encode("idna").decode()
        IS_DOMAIN(domain)
    except (UnicodeError, ValidationError):
        raise ValidationError(
            _("%(text)s is not a mail domain. Write it like city.example.org.") % {"text": text}
        ) from None
    if domain in public_providers():
        raise ValidationError(
            _("%(domain)s is a public mail provider: anybody can have an address there. List only your own domain.")
            % {"domain": domain}
        )
    return domain


def clean_domains(text: str, organisation: Organisation | None = None) -> list[str]:
    """The domains in `text`, divided by blanks, commas or lines, each once.

    Raises ValidationError as `clean_domain` does, and for a domain that another organisation listed.
    """
    domains = list(dict.fromkeys(clean_domain(word) for word in text.replace(",", " ").replace(";", " ").split()))
    others = MailDomain.objects.exclude(organisation=organisation) if organisation else MailDomain.objects.all()
    taken = others.filter(domain__in=domains).values_list("domain", flat=True).first()
    if taken:
        raise ValidationError(_("Another organisation listed %(domain)s already.") % {"domain": taken})
    return domains


@lru_cache(maxsize=1)
def public_providers() -> frozenset[str]:
    """Domains at which anybody can have an address."""
    lines = PROVIDERS.read_text().splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def organisation_for(email: str) -> Organisation | None:
    """The organisation that listed the domain of `email`, if any."""
    listed = MailDomain.objects.filter(domain=domain_of(email)).select_related("organisation").first()
    return listed.organisation if listed else None
