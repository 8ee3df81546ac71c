"""`@nice` and `@nice/anna.rossi`: organisations and people named in a text.

An organisation is named by its address name or its short name, a person by their name behind that of an organisation
for which they act; accents, capitals and other scripts may be written as one likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anyascii import anyascii
from django.db.models import Q
from django.utils.text import slugify

from intercity.core.markdown import MENTION, to_html
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer

# More in one text are no mentions: nobody calls so many by name.
MOST = 20
MOST_OFFERS = 8


@dataclass(frozen=True)
class Mention:
    """One mention: as it is written, whom it names, and the person's name or ""."""

    written: str
    organisation: Organisation
    person: str


def render_body(text: str) -> str:
    """A text as sanitised HTML, its mentions as links to the pages of the organisations."""
    return to_html(text, {each.written: each.organisation.get_absolute_url() for each in mentions_in(text)})


def mentions_in(text: str) -> list[Mention]:
    """The mentions of organisations that there are; a name that fits two organisations names none."""
    written = list(dict.fromkeys(MENTION.findall(text)))[:MOST] if "@" in text else []
    parts = {each: each[1:].partition("/") for each in written}
    found = organisations_named({plain(name) for name, _, _ in parts.values()})
    return [
        Mention(each, found[plain(name)], person)
        for each, (name, _, person) in parts.items()
        if plain(name) in found
    ]  # fmt: skip


def organisations_named(names: Iterable[str]) -> Mapping[str, Organisation]:
    """The organisation of each plain name: its address name goes before short names."""
    wanted, found = set(names) - {""}, dict[str, Organisation]()
    if not wanted:
        return found
    where = Q()
    for name in wanted:
        where |= Q(slug=name) | Q(slug__endswith=f"-{name}") | Q(short_name__iexact=name.replace("-", " "))
    rows = list(Organisation.objects.in_network().filter(where))
    for name in wanted:
        fits = [row for row in rows if row.slug == name] or [row for row in rows if plain(row.plate) == name]
        if len(fits) == 1:
            found[name] = fits[0]
    return found


def people_named(viewer: Viewer, mentions: Iterable[Mention]) -> list[Person]:
    """The people whom the mentions name, of organisations whose people `viewer`, the writer, may see."""
    named = [each for each in mentions if each.person and may(viewer, "organisation.see_people", each.organisation)]
    return [person for each in named for person in person_called(each)]


def person_called(mention: Mention) -> list[Person]:
    """The one member of the organisation with that name; nobody where there are two."""
    members = Membership.objects.present().filter(organisation=mention.organisation).select_related("person")
    fits = [row.person for row in members if plain(str(row.person)) == plain(mention.person)]
    return fits if len(fits) == 1 else []


def plain(name: str) -> str:
    """A name as it is compared: `Anna Rossi`, `anna.rossi` and `ANNA-ROSSI` give `anna-rossi`."""
    return slugify(anyascii(name).replace(".", " ").replace("_", " "))


@dataclass(frozen=True)
class Offer:
    """What somebody who begins to write a mention may mean: how it is written, and whom it names."""

    written: str
    name: str


def offers_for(viewer: Viewer, begun: str) -> list[Offer]:
    """Organisations whose name begins like `begun` (what follows the @), or behind a slash the people of one, as far
    as the viewer may see them; few, by name.
    """
    name, slash, person = begun.partition("/")
    if slash:
        return offer_people(viewer, name, plain(person))
    word = plain(name)
    where = Q(slug__startswith=word) | Q(slug__contains=f"-{word}") | Q(short_name__istartswith=name)
    rows = Organisation.objects.in_network().filter(where).order_by("name")[:MOST_OFFERS] if word else []
    short = organisations_named({plain(row.plate) for row in rows})
    return [Offer(f"@{shortest(row, short)}", row.name) for row in rows]


def shortest(organisation: Organisation, known: Mapping[str, Organisation]) -> str:
    """The short name where it names this organisation alone, else its address name."""
    short = plain(organisation.plate)
    return short if known.get(short) == organisation else organisation.slug


def offer_people(viewer: Viewer, name: str, begun: str) -> list[Offer]:
    """The members of the organisation called `name` in whose names a word begins like `begun`."""
    organisation = organisations_named({plain(name)}).get(plain(name))
    if organisation is None or not may(viewer, "organisation.see_people", organisation):
        return []
    members = Membership.objects.present().filter(organisation=organisation).select_related("person")
    names = sorted({str(row.person) for row in members})
    fits = [each for each in names if f"-{plain(each)}".find(f"-{begun}") >= 0]
    return [Offer(f"@{plain(name)}/{plain(each).replace('-', '.')}", each) for each in fits[:MOST_OFFERS]]
