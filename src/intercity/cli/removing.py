"""`intercity space remove-exercise`: end an exercise and remove everything in it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.cli.errors import CommandError
from intercity.spaces.models import Space
from intercity.spaces.removing import do_remove


def add_removing(actions: argparse._SubParsersAction[Any]) -> None:
    """The arguments of `intercity space remove-exercise`."""
    remove = actions.add_parser("remove-exercise", help=_("end an exercise and remove everything in it"))
    remove.add_argument("slug", metavar="SLUG", help=_("its word in addresses"))
    remove.add_argument("--yes", action="store_true", help=_("do not ask"))
    remove.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    remove.set_defaults(do=remove_exercise)


def remove_exercise(options: argparse.Namespace) -> int:
    """Remove it, after its slug was typed once more. CommandError for what is unknown or real."""
    space = Space.objects.filter(slug=options.slug).first()
    if space is None:
        known = ", ".join(row.slug for row in Space.objects.all() if row.is_exercise) or "–"
        said = _("There is no space %(slug)s. These exercises are there: %(known)s")
        raise CommandError(said % {"slug": options.slug, "known": known})
    if not space.is_exercise:
        raise CommandError(_("%(slug)s is no exercise: it stays. You can archive it.") % {"slug": space.slug})
    if not options.yes and not confirmed(space):
        raise CommandError(_("Nothing was removed."), code=1)
    removed = do_remove(space, None)
    said = ngettext(
        "Removed: %(slug)s, with %(n)s thing in it.", "Removed: %(slug)s, with %(n)s things in it.", removed
    ) % {"slug": space.slug, "n": removed}
    print(json.dumps({"slug": options.slug, "removed": removed}) if options.json else said)
    return 0


def confirmed(space: Space) -> bool:
    """Whether the slug was typed once more; nobody can type it where there is no terminal."""
    if not sys.stdin.isatty():
        raise CommandError(_("This removes everything in it. Add --yes if you mean it."))
    asked = _("This removes “%(name)s” with every post and answer in it. Type %(slug)s to go on: ")
    return input(asked % {"name": space.name, "slug": space.slug}).strip() == space.slug
