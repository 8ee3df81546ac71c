"""`intercity space`: open a space, and remove an exercise, from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from intercity.cli.errors import CommandError
from intercity.cli.removing import add_removing
from intercity.cli.templates import add_template, find_template, settle_topics
from intercity.core.slugs import make_slug
from intercity.kinds.rollcall.actions.asking import CannotAskError, Wanted, do_ask_all
from intercity.kinds.rollcall.deadlines import When, deadline_of
from intercity.kinds.rollcall.readymade import READYMADE, Readymade, find_readymade
from intercity.kinds.rollcall.scope import Who
from intercity.organisations.models import Membership, Organisation, Person
from intercity.pages.opening.forms import speaker
from intercity.pages.opening.opening import Opened, Plan, do_open, usual_topics, usual_welcome
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.grown.actions import topics_in
from intercity.spaces.grown.shape import Shape
from intercity.spaces.models import OrganisationList, Space, SpaceState, Template, Topic
from intercity.spaces.models.space import RESERVED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity space`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", help=_("open a new space"))
    create.add_argument("given", metavar="NAME", nargs="?", default="", help=_("its name, as people read it"))
    create.add_argument("--name", default="", help=_("the same"))
    create.add_argument(
        "--template", required=True, metavar="TEMPLATE",
        help=_("what it is made from: crisis, partnership, project, or the file of a template"),
    )  # fmt: skip
    create.add_argument(
        "--new-topics", default="", choices=["", "create", "skip"],
        help=_("topics of the file that are not known here: add them, or leave them out"),
    )  # fmt: skip
    create.add_argument("--state", default=SpaceState.ACTIVE, choices=SpaceState.values, help=_("default: active"))
    create.add_argument("--slug", default="", help=_("its word in addresses (default: from the name)"))
    create.add_argument("--description", default="", help=_("what it is for"))
    create.add_argument(
        "--coordinator", metavar="EMAIL", action="append", default=[], help=_("who looks after it (may be repeated)")
    )
    create.add_argument(
        "--topic", metavar="SLUG", action="append", default=[],
        help=_("what it is about (may be repeated; default for a crisis: the usual topics)"),
    )  # fmt: skip
    create.add_argument("--every-city", action="store_true", help=_("every city of the network is in at once"))
    create.add_argument(
        "--ask", default="", choices=["", *(ready.name for ready in READYMADE)],
        help=_("ask all its cities at once, until tomorrow noon (a crisis with a coordinator)"),
    )  # fmt: skip
    create.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    create.set_defaults(do=create_space)
    add_template(actions)
    add_removing(actions)


def run(options: argparse.Namespace) -> int:
    """Do what the arguments say. CommandError where they do not fit, with what to do."""
    return int(options.do(options))


def create_space(options: argparse.Namespace) -> int:
    """Open the space and print its address."""
    name = (options.name or options.given).strip()
    check_name(name)
    check_slug(options.slug)
    grown = find_template(options.template)
    people = coordinators(options.coordinator)
    author = people[0] if people else None
    organisation = speaks_for(author) if author is not None else None
    if options.ask and (organisation is None or base_of(options, grown) != Template.CRISIS):
        raise CommandError(_("Who asks? --ask needs --template crisis and --coordinator EMAIL."))
    with transaction.atomic():
        grown = settle_topics(grown, options.new_topics) if grown else None
        opened = do_open(plan(options, name, people, grown), author, organisation)
        asked = ask(opened.space, options.ask, author, organisation) if options.ask else None
    if options.json:
        print(json.dumps(facts(opened, asked)))
        return 0
    print(address(opened.space.get_absolute_url()))
    print("\n".join(hints(opened, asked)), file=sys.stderr)
    return 0


def base_of(options: argparse.Namespace, grown: Shape | None) -> str:
    """The product's own template behind what was asked for."""
    return grown.template if grown else str(options.template)


def plan(options: argparse.Namespace, name: str, people: Sequence[Person], grown: Shape | None = None) -> Plan:
    """What is opened: a crisis with its topics, the standing lists and a welcome; others bare."""
    is_crisis = base_of(options, grown) == Template.CRISIS
    members = [organisation for person in people if (organisation := speaks_for(person)) is not None]
    topics = topics_in(grown) if grown and not options.topic else chosen_topics(options.topic, is_crisis=is_crisis)
    return Plan(
        name, base_of(options, grown), options.description or (grown.description if grown else ""), options.state,
        options.slug, topics=topics, lists=list(OrganisationList.objects.standing()) if is_crisis else [],
        coordinators=people, organisations=members, every_city=options.every_city,
        welcome=usual_welcome() if is_crisis else "", grown=grown,
    )  # fmt: skip


def coordinators(addresses: Sequence[str]) -> list[Person]:
    """The verified members with these addresses; CommandError for one that is none."""
    try:
        found = [speaker(address.strip().lower()) for address in addresses]
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return list({person.pk: person for person in found}.values())


def speaks_for(person: Person) -> Organisation | None:
    """The organisation that the person has spoken for longest."""
    row = Membership.objects.speaking().filter(person=person).select_related("organisation").order_by("pk").first()
    return row.organisation if row is not None else None


def chosen_topics(slugs: Sequence[str], *, is_crisis: bool) -> list[Topic]:
    """The topics with these slugs, or the usual ones of a crisis; CommandError for an unknown one."""
    if not slugs:
        return usual_topics() if is_crisis else []
    found = list(Topic.objects.filter(slug__in=slugs, retired=False))
    unknown = set(slugs) - {topic.slug for topic in found}
    if unknown:
        known = ", ".join(Topic.objects.filter(retired=False).values_list("slug", flat=True))
        said = _("There is no topic %(slug)s. These are there: %(known)s")
        raise CommandError(said % {"slug": ", ".join(sorted(unknown)), "known": known})
    return found


def ask(space: Space, name: str, author: Person | None, organisation: Organisation | None) -> Post:
    """Ask all cities of the space; CommandError where nobody is in."""
    ready = find_readymade(name)
    assert ready is not None
    assert organisation is not None
    try:
        return do_ask_all(space, wanted(space, ready), organisation, author)
    except CannotAskError as refused:
        said = _("Nobody is in this space yet: add --every-city, mark a list as standing, or leave out --ask.")
        raise CommandError(said) from refused


def wanted(space: Space, ready: Readymade) -> Wanted:
    """A ready-made question to everybody in the space, until tomorrow noon."""
    content = PostContent(
        title=str(ready.title), body=str(ready.why), label=space.default_label,
        language=(get_language() or "en").partition("-")[0], topics=list(Topic.objects.filter(slug__in=ready.topics)),
    )  # fmt: skip
    deadline = deadline_of(When.TOMORROW, timezone.now())
    return Wanted(content, ready.field_data(), deadline, space.default_label, {"who": Who.SPACE})


def facts(opened: Opened, asked: Post | None) -> dict[str, object]:
    """The result as plain data."""
    space = opened.space
    return {
        "slug": space.slug,
        "uid": space.uid,
        "url": address(space.get_absolute_url()),
        "members": opened.members,
        "topics": [topic.slug for topic in space.topics.all()],
        "welcome": address(opened.welcome.get_absolute_url()) if opened.welcome else "",
        "ask": address(f"{reverse('rollcall_ask', args=[space.slug])}?ready={READYMADE[0].name}"),
        "asked": asked.rollcall.asked if asked is not None else 0,
        "rollcall": address(asked.get_absolute_url()) if asked is not None else "",
    }


def hints(opened: Opened, asked: Post | None) -> list[str]:
    """What stands now and what comes next, beside the address."""
    data = facts(opened, asked)
    members = opened.members
    lines = [ngettext("%(n)s organisation is in.", "%(n)s organisations are in.", members) % {"n": members}]
    if asked is not None:
        n = asked.rollcall.asked
        said = ngettext("%(n)s organisation is asked: %(url)s", "%(n)s organisations are asked: %(url)s", n)
        return [*lines, said % {"n": n, "url": data["rollcall"]}]
    if opened.space.template == Template.CRISIS:
        lines.append(_("Ask them the first question here: %(url)s") % {"url": data["ask"]})
    return lines


def address(path: str) -> str:
    """A path as people open it."""
    return f"{settings.PUBLIC_URL}{path}"


def check_name(name: str) -> None:
    """Refuse what no page could show, and the name of a space that is open."""
    limit = Space._meta.get_field("name").max_length or 0
    if not name or len(name) > limit:
        raise CommandError(_("The name must have between 1 and %(limit)s characters.") % {"limit": limit})
    standing = Space.objects.filter(name__iexact=name).exclude(state=SpaceState.ARCHIVED).first()
    if standing is not None:
        said = _("A space with this name is open already: %(url)s. Choose another name.")
        raise CommandError(said % {"url": address(standing.get_absolute_url())})


def check_slug(slug: str) -> None:
    """Refuse a slug that is taken or could not stand in an address."""
    if not slug:
        return
    if slug in RESERVED or slug != make_slug(slug, lambda found: False):
        raise CommandError(_("A slug has only small letters, digits and hyphens: %(slug)s") % {"slug": slug})
    if Space.objects.filter(slug=slug).exists():
        raise CommandError(_("There is a space %(slug)s already. Choose another --slug.") % {"slug": slug})
