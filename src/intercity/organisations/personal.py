"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("organisations.Person.email", _("Your e-mail address"), "account", Erase.DELETE),
    Personal("organisations.Person.name", _("Your name"), "account", Erase.DELETE),
    Personal("organisations.Person.position", _("Your position"), "account", Erase.DELETE),
    Personal("organisations.Person.phone", _("Your telephone number"), "account", Erase.DELETE),
    Personal("account.EmailAddress.user", _("Your address for signing in"), "account", Erase.DELETE),
    Personal("account.EmailAddress.email", _("Your address for signing in"), "account", Erase.DELETE),
    Personal(
        "mfa.Authenticator.user", _("Your passkeys, app and recovery codes"), "account", Erase.DELETE, whole=False
    ),
    Personal("socialaccount.SocialAccount.user", _("Your account with another service"), "account", Erase.DELETE),
    Personal("usersessions.UserSession.user", _("Where you are signed in"), "account", Erase.DELETE, "sessions"),
    Personal("usersessions.UserSession.ip", _("The address you came from"), "account", Erase.DELETE, "sessions"),
    Personal("sessions.Session.session_data", _("Where you are signed in"), "account", Erase.DELETE, "sessions"),
    Personal("organisations.Membership.person", _("For whom you act"), "roles", Erase.DELETE),
    Personal(
        "organisations.Membership.verified_by", _("Whom you let speak"), "roles", Erase.BLANK, "record", whole=False
    ),
    Personal("organisations.Invitation.email", _("An invitation not taken"), "roles", Erase.DELETE, "invitations"),
    Personal("organisations.Invitation.name", _("The name in an invitation"), "roles", Erase.REPLACE, "invitations"),
    Personal(
        "organisations.Invitation.invited_by", _("Whom you invited"), "roles", Erase.BLANK, "invitations", whole=False
    ),
    Personal("organisations.Invitation.accepted_by", _("An invitation that you took"), "roles", Erase.DELETE),
    Personal(
        "organisations.KeptOut.digest",
        _("If you are erased while suspended: a digest of your address, not the address"),
        "order",
        Erase.KEEP,
        "suspension",
    ),  # fmt: skip
    Personal("organisations.Organisation.contact_name", _("The office to call"), "office", Erase.REPLACE, "record"),
    Personal("organisations.Organisation.contact_phone", _("The office's number"), "office", Erase.REPLACE, "record"),
    Personal("organisations.Organisation.contact_email", _("The office's address"), "office", Erase.REPLACE, "record"),
    Personal("organisations.Organisation.duty_email", _("The duty mailbox"), "office", Erase.REPLACE, "record"),
)
