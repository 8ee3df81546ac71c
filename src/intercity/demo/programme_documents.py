"""The documents of the partnership: an orientation that its cities write together, and a piece of guidance.

Both are written for this demo and say so; they quote nobody.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from intercity.core.together import Said
from intercity.kinds.document.actions.arranging import do_begin
from intercity.kinds.document.actions.settling import do_agree, do_settle
from intercity.kinds.document.actions.writing import do_write, prepare
from intercity.kinds.document.models import Section, Status
from intercity.organisations.models import Membership
from intercity.posts.actions import do_publish
from intercity.posts.actions.changing import lock
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label, Topic

if TYPE_CHECKING:
    from intercity.demo.programme import Programme

INTRODUCTION: Final = """
A short orientation that cities of the partnership write together: why money for prevention is well spent, and what a
city needs so that it can say so. *Written for this demo; it is no paper of the real Partnership.*
"""
SECTIONS: Final = (
    (
        "city-of-nice",
        "Why prevention is an investment",
        """What is prevented leaves no invoice. That is why prevention loses against repair in most budgets, although
both are paid by the same people.

- **Count what repair costs** in your own city: night shifts, broken windows, empty shops, stays in hospital.
- **Count over years.** A street worker costs the same each year; what they prevent adds up.
- **Say what you do not know.** An honest range is better than a single number that nobody believes.""",
    ),
    (
        "city-of-torino",
        "What a city needs to show it",
        """1. One person who collects the figures of police, health and social services for the same streets.
2. A year of figures from before something begins.
3. Somebody outside the project who looks at the result.

Cities that share the same few figures can learn from each other without being ranked.""",
    ),
    (
        "city-of-liege",
        "Levels that have to work together",
        """A city pays for the youth club; the region and the state save on courts and hospitals. Whoever saves should
help to pay. This needs an agreement before the money is spent, not after.

Questions to answer in this consultation:

- Which level saves what, and who can show it?
- Which small pot of money could begin at once?""",
    ),
)
ADDED: Final = "\n\nFor small cities a few interviews, told well, can say more than a table."
GUIDANCE: Final = """
**Demo text.** It shows how a partner of another level publishes guidance with a period of validity. It is not by the
World Health Organization and gives no advice.

A real text would stand here in sections that can be quoted, each with its own address.
"""
GUIDANCE_SECTION: Final = """Whoever plans measures asks first whom they leave out:

- people without a home or without papers,
- people who do not read the language of the notice,
- people for whom home is not a safe place.

This list is an example for the demo."""


def load_documents(programme: Programme) -> None:
    """Write both; the orientation is in consultation, two cities agree with an earlier version."""
    orientation = add_document(programme, "city-of-nice", "Prevention as an investment: an orientation", INTRODUCTION)
    rows = [do_begin(orientation, acting(programme, slug), title, flowing(text)) for slug, title, text in SECTIONS]
    for slug in ("city-of-nice", "city-of-torino"):
        do_agree(orientation, acting(programme, slug), len(SECTIONS))
    add_words(rows[1], acting(programme, "city-of-liege"))
    do_settle(
        orientation, programme.people["city-of-nice"], Status.CONSULTATION, timezone.localdate() + timedelta(days=30)
    )
    guidance = add_document(
        programme, "who-europe", "Leaving no one behind (demo text)", GUIDANCE, is_guidance=True, open_to_space=False,
        valid_from=timezone.localdate(), valid_until=timezone.localdate() + timedelta(days=365),
    )  # fmt: skip
    do_begin(guidance, acting(programme, "who-europe"), "Whom a measure leaves out", flowing(GUIDANCE_SECTION))
    do_settle(guidance, programme.people["who-europe"], Status.ADOPTED)
    programme.posts |= {"orientation": orientation, "guidance": guidance}


def flowing(text: str) -> str:
    """A text of this file without the line ends that only fit it on these lines: points and paragraphs stay."""
    return re.sub(r"(?<!\n)\n(?=[^\n\d-])", " ", text.strip())


def acting(programme: Programme, slug: str) -> Membership:
    """As whom the demo's account of an organisation writes."""
    found = Membership.objects.select_related("organisation", "person")
    return found.get(person=programme.people[slug], organisation__slug=slug)


def add_document(programme: Programme, slug: str, title: str, text: str, **details: Any) -> Post:
    """A public document of that organisation."""
    by = acting(programme, slug)
    topics = list(Topic.objects.filter(slug__in=("prevention", "public-space", "solidarity")))
    content = PostContent(
        title=title, body=flowing(text), label=Label.CLEAR, topics=topics, details=details
    )  # fmt: skip
    return do_publish(programme.partnership, "document", content, by.organisation, by.person)


def add_words(section: Section, by: Membership) -> None:
    """Somebody of another city writes on in a section."""
    section.post = lock(section.post)
    stands = section.title, section.body
    said = Said(section.title, section.body + ADDED, str(section.version))
    do_write(section, said, prepare(section, said, stands), by)
