"""`intercity factors`: take the second factors of somebody away who lost them all."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.cli.errors import CommandError
from intercity.organisations.factors import do_remove_factors
from intercity.organisations.models import Person


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity factors`."""
    parser.add_argument("email", help=_("the person's work address; check by telephone who asks"))


def run(options: argparse.Namespace) -> int:
    """Remove passkeys, app and recovery codes; CommandError where there is no such person."""
    person = Person.objects.filter(email=options.email.strip().lower()).first()
    if person is None:
        raise CommandError(_("There is nobody with this address."))
    count = do_remove_factors(person)
    print(ngettext("%(n)s entry was removed.", "%(n)s entries were removed.", count) % {"n": count})
    return 0
