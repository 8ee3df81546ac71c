"""A space with all that belongs to it from the first minute, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.organisations.models import Level, Organisation, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.actions import do_publish
from intercity.posts.actions.changing import pin
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.actions import do_create_space
from intercity.spaces.agreements import do_begin_with
from intercity.spaces.blueprints import BLUEPRINTS
from intercity.spaces.grown.actions import do_bring_parts
from intercity.spaces.grown.shape import Shape
from intercity.spaces.models import OrganisationList, Space, SpaceState, Template, Topic, Wording

WELCOME: Final = "update"
# What most crises are about; chosen beforehand where the network has these topics.
USUAL_TOPICS: Final = ("health", "solidarity", "public-space", "disasters", "schools", "information")


@dataclass(frozen=True)
class Plan:
    """How a space is opened. `welcome` is the text of the first post; "" for none."""

    name: str
    template: str = Template.CRISIS
    description: str = ""
    state: str = SpaceState.ACTIVE
    slug: str = ""
    topics: Sequence[Topic] = ()
    lists: Sequence[OrganisationList] = ()
    coordinators: Sequence[Person] = ()
    organisations: Sequence[Organisation] = field(default_factory=list)
    every_city: bool = False
    """All cities of the network that take part themselves."""
    welcome: str = ""
    agreement: bool = False
    """Whether it begins with the exchange agreement of its template: who is named comes in once a lead accepts it."""
    grown: Shape | None = None
    """The template that was made from a space, where it is opened from one; its agreement is there from the beginning.
    """

    @property
    def wording(self) -> Wording | None:
        """The agreement that it begins with."""
        if self.grown is not None:
            return self.grown.agreement
        return BLUEPRINTS[self.template].agreement if self.agreement else None


@dataclass(frozen=True)
class Opened:
    """What was opened: the space, how many organisations are in, and the welcome post where somebody wrote it."""

    space: Space
    members: int
    welcome: Post | None


@transaction.atomic
def do_open(plan: Plan, author: Person | None, organisation: Organisation | None) -> Opened:
    """Open the space that `plan` describes. The welcome post is by `author` for `organisation`; without them there
    is none. Trusts its caller.
    """
    members, wording, grown = members_of(plan), plan.wording, plan.grown
    space = do_create_space(
        plan.name, template=plan.template, description=plan.description, state=plan.state, slug=plan.slug,
        coordinators=plan.coordinators, organisations=[] if wording else members, topics=plan.topics, by=author,
        settings=grown.settings if grown else None,
    )  # fmt: skip
    if grown is not None:
        do_bring_parts(space, grown, author)
    if wording is not None:
        do_begin_with(space, wording, members, author)
    post = welcome(plan, space, author, organisation) if author is not None and organisation is not None else None
    return Opened(space, 0 if wording else len(members), post)


def members_of(plan: Plan) -> list[Organisation]:
    """Who is in from the beginning, each once: those named, and who takes part of the lists and of all cities."""
    listed = Organisation.objects.in_network().filter(
        pk__in=OrganisationList.organisations.through._default_manager.filter(
            organisationlist__in=list(plan.lists)
        ).values("organisation")
    )
    cities = Organisation.objects.in_network().filter(level=Level.LOCAL) if plan.every_city else []
    return list({one.pk: one for one in [*plan.organisations, *listed, *cities]}.values())


def welcome(plan: Plan, space: Space, author: Person, organisation: Organisation) -> Post | None:
    """The welcome post, kept at the top by whoever looks after the space."""
    if not plan.welcome.strip():
        return None
    content = PostContent(
        title=_("Welcome to %(space)s") % {"space": space.name}, body=plan.welcome.strip(),
        language=(get_language() or "en").partition("-")[0], label=space.default_label, topics=list(plan.topics),
    )  # fmt: skip
    post = do_publish(space, WELCOME, content, organisation, author)
    pin(viewer_for(author), post, on=True)
    return post


def usual_welcome() -> str:
    """What a welcome post says, in the active language; whoever opens the space may change it."""
    return _(
        "Here cities tell each other what they do, and ask what they need to know.\n\n"
        "- **Say what you do:** two sentences are enough, with an office to call.\n"
        "- **Ask:** the cities that have done it hear of your question.\n"
        "- **Answer when all cities are asked:** one click in the mail, or on the page."
    )


def usual_topics() -> list[Topic]:
    """The topics that are chosen beforehand for a crisis, as far as the network has them."""
    return list(Topic.objects.filter(slug__in=USUAL_TOPICS, retired=False))
