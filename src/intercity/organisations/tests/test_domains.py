"""Which mail domains an organisation may list."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from intercity.organisations.domains import clean_domain, clean_domains, domain_of
from intercity.organisations.models import MailDomain, Organisation


@pytest.mark.parametrize("text", ["nice.fr", "@nice.fr", " NICE.FR ", "somebody@nice.fr", "nice.fr."])
def test_a_domain_is_understood_however_it_is_written(text: str) -> None:
    assert clean_domain(text) == "nice.fr"


def test_a_domain_in_another_script_is_kept_as_mail_carries_it() -> None:
    assert clean_domain("софия.бг") == domain_of("кмет@София.бг") == "xn--h1alin0d.xn--90ae"


@pytest.mark.parametrize("text", ["gmail.com", "GMAIL.com", "me@abv.bg", "laposte.net"])
def test_a_public_provider_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="public mail provider"):
        clean_domain(text)


@pytest.mark.parametrize("text", ["", "nice", "nice..fr", "http://nice.fr", "nice.fr/x", "-x-.fr", "a" * 300 + ".fr"])
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="not a mail domain"):
        clean_domain(text)


def test_a_domain_of_another_organisation_is_refused(nice: Organisation, torino: Organisation) -> None:
    MailDomain.objects.create(organisation=nice, domain="nice.fr")
    assert clean_domains("nice.fr, ville.nice.fr; nice.fr", nice) == ["nice.fr", "ville.nice.fr"]
    with pytest.raises(ValidationError, match="Another organisation"):
        clean_domains("nice.fr", torino)


def test_the_domain_of_an_address() -> None:
    assert domain_of(" A@Nice.FR ") == "nice.fr"
    assert domain_of("nobody") == ""
    assert domain_of("a@gmail.com@nice.fr") == "nice.fr"
