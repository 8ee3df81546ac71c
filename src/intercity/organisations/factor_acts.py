"""What the record says when somebody's ways of signing in change. The worker mails the person (`notifications`)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.models import Person

ADDED, REMOVED, MADE, USED = "added", "removed", "made", "used"


def record_factor(person: Person, kind: str, *, in_use: bool, mail: str = "", **more: str) -> None:
    """Append the act: which kind, never more. With `mail`, one of the words above, the person is told by mail."""
    told = {"mail": mail} if mail else {}
    record("person.changed", person_uid=person.uid, data={"factor": kind, "in_use": in_use, **told, **more})


def sentence_of(data: dict[str, str]) -> str:
    """What an act with `mail` in its data says to the person, in the language in use now; "" for nothing."""
    sentences = {
        (ADDED, "webauthn"): _("A passkey was added to your account."),
        (REMOVED, "webauthn"): _("A passkey was removed from your account."),
        (ADDED, "totp"): _("An authenticator app was added to your account."),
        (REMOVED, "totp"): _("The authenticator app was removed from your account."),
        (MADE, "recovery_codes"): _("New recovery codes were made for your account. Older ones no longer work."),
        (USED, "recovery_codes"): _("A recovery code of your account was used. It does not work again."),
        (REMOVED, "all"): _("The operator removed your passkeys, app and recovery codes, and signed you out."),
        (ADDED, "provider"): _("Your account was used with %(service)s for the first time."),
    }
    sentence = sentences.get((data.get("mail", ""), data.get("factor", "")), "")
    return sentence % {"service": name_of(data.get("provider", ""))} if "provider" in data else sentence


def name_of(provider: str) -> str:
    """What the sign-in page calls a service."""
    return next((str(app["name"]) for app in settings.OIDC_APPS if app["provider_id"] == provider), provider)
