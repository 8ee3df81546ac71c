"""Second factors: what a person has, how it is added and removed. The ceremonies are allauth's, the pages ours."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.webauthn.internal import flows as passkeys
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.organisations.factor_acts import ADDED, MADE, REMOVED, record_factor
from intercity.organisations.factor_forms import FirstCodeForm, NewPasskeyForm
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.organisations.sealing import SealError, seal, unseal

Kind = Authenticator.Type


class FactorAdapter(DefaultMFAAdapter):
    """What allauth asks us about second factors."""

    def get_totp_issuer(self) -> str:
        """The name that the app shows."""
        return "Intercity"

    def encrypt(self, text: str) -> str:
        """What is kept of the key of an app, and of what recovery codes are made from."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The same again; SealError where SECRET_KEY is another one now."""
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 (allauth's name)
        """What a passkey is called at first."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(n)s") % {"n": count + 1}


@dataclass
class Factors:
    """What a person signs in with besides the mailed code."""

    passkeys: list[Authenticator] = field(default_factory=list)
    app: Authenticator | None = None
    codes_left: int | None = None

    def __bool__(self) -> bool:
        return bool(self.passkeys or self.app)


def factors_of(person: Person) -> Factors:
    """The second factors of `person`, in one question."""
    found = Factors()
    for row in Authenticator.objects.filter(user=person).order_by("pk"):
        if row.type == Kind.WEBAUTHN:
            found.passkeys.append(row)
        elif row.type == Kind.TOTP:
            found.app = row
        else:
            found.codes_left = codes_left(row)
    return found


def codes_left(row: Authenticator) -> int | None:
    """How many recovery codes were not used yet; None where they cannot be read, and so do not work any more."""
    try:
        return len(row.wrap().get_unused_codes())
    except SealError:
        return None


def who_has_factors(people: list[int]) -> frozenset[int]:
    """Which of these keys of people have a second factor in use."""
    rows = Authenticator.objects.filter(user__in=people).exclude(type=Kind.RECOVERY_CODES)
    return frozenset(rows.values_list("user_id", flat=True))


def picture_of_key(person: Person, secret: str) -> str:
    """A QR code of an app's key, as a `data:` address: pages load nothing and have no inline SVG styles."""
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    return "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()


def in_fours(secret: str) -> str:
    """A key as people can type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@transaction.atomic
def add_passkey(request: Request, form: NewPasskeyForm) -> None:
    """Keep the passkey of a checked form; the session counts as proven by it."""
    passkey, _codes = passkeys.add_authenticator(
        request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
    )
    note_added(request, passkey)


@transaction.atomic
def add_app(request: Request, form: FirstCodeForm) -> None:
    """Keep the app of a checked form; the session counts as proven by it."""
    app, _codes = totp.activate_totp(request, form)
    note_added(request, app)


def note_added(request: Request, added: Authenticator) -> None:
    """Remember in the session that the factor was shown just now, and write the act."""
    record_authentication(request, added.user, "mfa", id=added.pk, type=added.type, reauthenticated=True)
    record_factor(added.user, added.type, in_use=True, mail=ADDED)


@transaction.atomic
def rename_passkey(request: Request, passkey: Authenticator, name: str) -> None:
    """Give a passkey another name."""
    passkeys.rename_authenticator(request, passkey, name)
    record_factor(passkey.user, passkey.type, in_use=True)


@transaction.atomic
def remove_factor(request: Request, factor: Authenticator) -> None:
    """Remove a passkey or the app; with the last one its recovery codes go too."""
    person, kind = factor.user, factor.type
    remove = totp.deactivate_totp if kind == Kind.TOTP else passkeys.remove_authenticator
    remove(request, factor)
    record_factor(person, kind, in_use=False, mail=REMOVED)


@transaction.atomic
def new_codes(request: Request) -> list[str]:
    """Ten new recovery codes in place of the old ones; only these lines ever show them."""
    made = recovery.generate_recovery_codes(request)
    record_factor(made.user, made.type, in_use=True, mail=MADE)
    codes = RecoveryCodes(made)
    codes.mark_as_viewed()
    return codes.get_unused_codes()  # type: ignore[no-any-return]


@transaction.atomic
def do_remove_factors(person: Person) -> int:
    """Remove every second factor of a person who lost them all, and sign them out everywhere. Gives how many.

    The operator has checked who asks. A session holds only as long as the account's hidden value.
    """
    count, _rows = Authenticator.objects.filter(user=person).delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    record_factor(person, "all", in_use=False, mail=REMOVED)
    return int(count)
