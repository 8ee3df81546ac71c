"""`intercity space create`: open a space from the command line."""

from __future__ import annotations

import argparse
import json

from django.conf import settings
from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.core.slugs import make_slug
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Space, SpaceState, Template


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity space`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", help=_("open a new space"))
    create.add_argument("name", help=_("its name, as people read it"))
    create.add_argument("--template", required=True, choices=Template.values, help=_("what it is made from"))
    create.add_argument("--state", default=SpaceState.ACTIVE, choices=SpaceState.values, help=_("default: active"))
    create.add_argument("--slug", default="", help=_("its word in addresses (default: from the name)"))
    create.add_argument("--description", default="", help=_("what it is for"))
    create.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """Open the space and print its address. CommandError for an empty or too long name, or a slug in use."""
    check_name(options.name)
    check_slug(options.slug)
    space = do_create_space(
        options.name.strip(),
        template=options.template,
        state=options.state,
        slug=options.slug,
        description=options.description,
    )
    address = f"{settings.PUBLIC_URL}{space.get_absolute_url()}"
    print(json.dumps({"slug": space.slug, "uid": space.uid, "url": address}) if options.json else address)
    return 0


def check_name(name: str) -> None:
    """Refuse what no page could show."""
    limit = Space._meta.get_field("name").max_length or 0
    if not name.strip() or len(name.strip()) > limit:
        raise CommandError(_("The name must have between 1 and %(limit)s characters.") % {"limit": limit})


def check_slug(slug: str) -> None:
    """Refuse a slug that is taken or could not stand in an address."""
    if not slug:
        return
    if slug != make_slug(slug, lambda found: False):
        raise CommandError(_("A slug has only small letters, digits and hyphens: %(slug)s") % {"slug": slug})
    if Space.objects.filter(slug=slug).exists():
        raise CommandError(_("There is a space %(slug)s already. Choose another --slug.") % {"slug": slug})
