"""Sign-in through another organisation's account service, by OpenID Connect (docs/sign-in.md)."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect.views import login
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests import RequestException, Session

from intercity.core.fetching import careful_session
from intercity.organisations.actions.accepting import enter_by_provider
from intercity.organisations.domains import domain_of
from intercity.organisations.factor_acts import ADDED, record_factor
from intercity.organisations.models import Organisation, Person, Role
from intercity.organisations.models.membership import higher

logger = logging.getLogger("intercity.organisations")
Mapping = dict[str, Any]


class ProviderAdapter(DefaultSocialAccountAdapter):
    """What allauth asks us when a provider has answered."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up by themselves: `pre_social_login` has let in whoever may come in."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the provider names, if the address is proven and an organisation is theirs."""
        if sociallogin.state.get("process") != "login":
            refuse(request, _("This is not possible here."))
        if sociallogin.is_existing:
            return
        person = person_for(self.get_provider(request, sociallogin.account.provider).app.settings, sociallogin)
        if person is None:
            refuse(request, _("This account opens no door here. Ask the lead of your organisation for an invitation."))
        with transaction.atomic():
            sociallogin.connect(request, person)
            record_factor(person, "provider", in_use=True, mail=ADDED, provider=sociallogin.account.provider)

    def get_requests_session(self) -> Session:
        """For all that providers are asked: they, and what they name, must be where the operator expects them."""
        return careful_session(settings.OIDC_PRIVATE_HOSTS)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """Back to the sign-in page; what exactly failed is for the operator."""
        logger.warning("Sign-in through %s failed: %s %s", provider, told.get("error"), told.get("exception"))
        refuse(request, _("The other service did not let you in. Try again, or use a mailed code."))


def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the provider's own page; back to ours with a sentence where it does not answer as it should."""
    try:
        answer: HttpResponseBase = login(request, provider_id)
    except (RequestException, LookupError) as error:
        logger.warning("Sign-in through %s cannot begin: %s", provider_id, error)
        messages.error(request, _("The other service does not answer. Try again later, or use a mailed code."))
        return redirect("account_login")
    return answer


def refuse(request: HttpRequest, sentence: str) -> NoReturn:
    """Back to the sign-in page with a sentence."""
    messages.error(request, sentence)
    raise ImmediateHttpResponse(redirect("account_login"))


def person_for(mapping: Mapping, sociallogin: SocialLogin) -> Person | None:
    """The person to sign in, made where the mapping names their organisation; None when nobody may come in."""
    said = sociallogin.account.extra_data
    claims = {**(said.get("id_token") or {}), **(said.get("userinfo") or {})}
    email = proven_address(mapping, claims)
    if not email:
        return None
    organisation, role = organisation_in(mapping, claims), role_in(mapping, claims)
    try:
        return enter_by_provider(email, str(claims.get("name") or "")[:120], organisation, role)
    except ValidationError:
        return None


def proven_address(mapping: Mapping, claims: Mapping) -> str:
    """The address that the provider vouches for; "" without one.

    Where the operator says which domains are its own, these alone. Else it must say so itself, and what it says is
    about the claim `email` and no other.
    """
    name = mapping.get("email_claim", "email")
    email, own = str(claims.get(name) or "").strip().lower(), mapping.get("own_domains")
    proven = domain_of(email) in own if own else name == "email" and claims.get("email_verified") is True
    return email if proven and "@" in email else ""


def organisation_in(mapping: Mapping, claims: Mapping) -> Organisation | None:
    """The organisation of everybody at this provider, or of this person by a claim."""
    slug = mapping.get("organisation") or first_mapped(mapping.get("organisations"), claims)
    return Organisation.objects.filter(slug=slug).first() if slug else None


def role_in(mapping: Mapping, claims: Mapping) -> str:
    """The role that the mapping names, the highest of several; else officer, or what it says, never more."""
    mapped = [role for role in all_mapped(mapping.get("roles"), claims) if role in Role.values]
    if mapped:
        best: str = Role.READER
        for role in mapped:
            best = higher(best, role)
        return best
    return Role.READER if mapping.get("role") == Role.READER else Role.OFFICER


def all_mapped(mapping: Mapping | None, claims: Mapping) -> list[str]:
    """What `{"claim": …, "values": {…}}` makes of the claim's values, one or several."""
    if not mapping:
        return []
    said = claims.get(mapping["claim"])
    values = said if isinstance(said, list) else [said]
    return [mapping["values"][value] for value in values if isinstance(value, str) and value in mapping["values"]]


def first_mapped(mapping: Mapping | None, claims: Mapping) -> str:
    """The first of these, or ""."""
    return next(iter(all_mapped(mapping, claims)), "")
