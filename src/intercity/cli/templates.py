"""Files of templates: `intercity space template SLUG` writes one, `intercity space create --template FILE` reads it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.spaces.grown.actions import do_settle_topics
from intercity.spaces.grown.making import shape_of
from intercity.spaces.grown.shape import LARGEST, Shape, read_template
from intercity.spaces.models import Space, Template


def add_template(actions: Any) -> None:
    """The arguments of `intercity space template`."""
    template = actions.add_parser("template", help=_("write the template of a space to a file"))
    template.add_argument("slug", metavar="SLUG", help=_("the word of the space in addresses"))
    template.add_argument("--name", required=True, help=_("what the template is called"))
    template.add_argument("--description", default="", help=_("what spaces made from it are for; names nobody"))
    template.add_argument("--without-agreement", action="store_true", help=_("leave the words of the agreement out"))
    template.add_argument("--out", default="-", metavar="FILE", help=_("default: print it"))
    template.set_defaults(do=write_template)


def write_template(options: argparse.Namespace) -> int:
    """Print the template, or write it to a file that is not there yet."""
    space = Space.objects.filter(slug=options.slug).first()
    if space is None:
        raise CommandError(_("There is no space %(slug)s.") % {"slug": options.slug})
    try:
        shape = shape_of(space, options.name, options.description, agreement=not options.without_agreement)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    text = json.dumps(shape.plain(), ensure_ascii=False, indent=2)
    if options.out == "-":
        print(text)
        return 0
    try:
        with Path(options.out).open("x", encoding="utf-8") as file:
            file.write(f"{text}\n")
    except OSError as error:
        raise CommandError(str(error)) from error
    return 0


def find_template(given: str) -> Shape | None:
    """The template in a file; None for one of the product's own. CommandError with what is wrong."""
    if given in Template.values:
        return None
    try:
        with Path(given).open("rb") as file:
            return read_template(file.read(LARGEST + 1))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    except (OSError, ValueError) as error:
        said = _("%(given)s is neither %(known)s nor a file that can be read.")
        raise CommandError(said % {"given": given[:200], "known": ", ".join(Template.values)}) from error


def settle_topics(shape: Shape, choice: str) -> Shape:
    """Add or leave out the topics that are not known here; CommandError where nobody said which."""
    unknown = shape.unknown_topics()
    if unknown and not choice:
        named = ", ".join(one.slug for one in unknown)
        said = _("Not known here: %(topics)s. Add --new-topics create or --new-topics skip.")
        raise CommandError(said % {"topics": named})
    return do_settle_topics(shape, None, adds=choice == "create")
