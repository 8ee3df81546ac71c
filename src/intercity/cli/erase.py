"""`intercity erase`: erase a person, as the page “Erase me” does, for those who ask by other ways."""

from __future__ import annotations

import argparse
import json
import sys

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.organisations.models import Person
from intercity.organisations.models.person import ERASED, ERASING
from intercity.privacy.closing import check_erasable, do_close
from intercity.privacy.erasing import erase_now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity erase`."""
    parser.add_argument("address", help=_("the address that the person signs in with"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """Erase to the end; gives 0. CommandError for an unknown address and for the only coordinator."""
    person = Person.objects.filter(email__iexact=options.address.strip()).first()
    if person is None:
        raise CommandError(_("Nobody signs in with %(address)s.") % {"address": options.address})
    if person.password not in (ERASING, ERASED):
        try:
            check_erasable(person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if not options.yes and not confirmed(person):
            raise CommandError(_("Nobody was erased."), code=1)
        do_close(person)
    erase_now(Person.objects.get(pk=person.pk))
    print(json.dumps({"erased": person.uid}) if options.json else _("Erased."))
    return 0


def confirmed(person: Person) -> bool:
    """Whether the address was typed once more; nobody can type it where there is no terminal."""
    if not sys.stdin.isatty():
        raise CommandError(_("This cannot be undone. Add --yes if you mean it."))
    return input(_("This cannot be undone. Type the address to go on: ")).strip().lower() == person.email
