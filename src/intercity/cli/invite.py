"""`intercity invite`: invite a person to act for an organisation, or to coordinate the network."""

from __future__ import annotations

import argparse
import json

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.organisations.actions import invite_by_command
from intercity.organisations.actions.inviting import do_invite
from intercity.organisations.invitation_list import Guest
from intercity.organisations.mails import invitation_link
from intercity.organisations.models import Invitation, Organisation, Role


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity invite`."""
    parser.add_argument("email", help=_("the person's work address"))
    parser.add_argument("--organisation", metavar="SLUG", help=_("the organisation to act for"))
    parser.add_argument("--role", default=Role.OFFICER, choices=Role.values, help=_("default: officer"))
    parser.add_argument("--coordinator", action="store_true", help=_("also make them coordinator of the network"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """Invite and print the link; the worker mails it too.

    CommandError for a bad address, organisation or role.
    """
    try:
        invitation = invited(options)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    link = invitation_link(invitation)
    facts = {"email": invitation.email, "link": link, "expires_at": invitation.expires_at.isoformat()}
    print(json.dumps(facts) if options.json else link)
    return 0


def invited(options: argparse.Namespace) -> Invitation:
    """The invitation that the arguments ask for; ValidationError where they do not fit."""
    if options.coordinator:
        return invited_coordinator(options.email, options.organisation, options.role)
    if not options.organisation:
        raise ValidationError(_("Say for whom they act: --organisation SLUG, or --coordinator."))
    return invite_by_command(options.email, options.organisation, options.role)


def invited_coordinator(email: str, slug: str | None, role: str) -> Invitation:
    """An invitation to coordinate the network, with or without an organisation to act for."""
    validate_email(email)
    organisation = Organisation.objects.filter(slug=slug).first() if slug else None
    if slug and organisation is None:
        raise ValidationError(_("There is no organisation %(slug)s.") % {"slug": slug})
    guest = Guest(email.strip().lower(), "", organisation, role)
    return do_invite([guest], by=None, makes_coordinator=True)[0]
