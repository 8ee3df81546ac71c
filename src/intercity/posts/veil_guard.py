"""What in a text would name the city or the person that do not want to be named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from babel.languages import get_official_languages
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.organisations.models import Membership, Organisation, Person
from intercity.places.names import country_name
from intercity.posts.content import PostContent
from intercity.posts.mentions import mentions_in
from intercity.posts.models import Attachment

# Shorter ones stand in every text: they are words as well.
SHORTEST = 3
FEWEST_DIGITS = 6
MOST_SHOWN = 8


def check_anonymous(content: PostContent, organisation: Organisation, author: Person, more: Iterable[str] = ()) -> None:
    """ValidationError with the words, in `content` or `more`, that give the city or the author away.

    The machine finds names, not stories.
    """
    text = "\n".join([*texts_of(content), *more])
    found = list(dict.fromkeys(telling_words(text, organisation, author, content.language)))
    if found:
        raise ValidationError(
            _("These words can show who you are: %(words)s. Take them out, or publish with your city's name.")
            % {"words": ", ".join(found[:MOST_SHOWN])}
        )


def texts_of(content: PostContent) -> Iterator[str]:
    """Everything that people will read of it."""
    yield content.title
    yield content.body
    yield from strings_in(content.details)
    yield from Attachment.objects.filter(uid__in=content.attachments, post=None).values_list("description", flat=True)


def strings_in(value: object) -> Iterator[str]:
    """All texts inside plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings_in(each)


def telling_words(text: str, organisation: Organisation, author: Person, language: str) -> Iterator[str]:
    """Each word or name in `text` that leads to the organisation or the author, as the text could have it."""
    folded, plain, digits = f" {fold(text)} ", text.casefold(), re.sub(r"[\s()/.-]", "", text)
    for name in names_of(organisation, author, language):
        if len(fold(name)) >= SHORTEST and f" {fold(name)} " in folded:
            yield name
    for sign in signs_of(organisation, author):
        if sign and sign.casefold() in plain:
            yield sign
    for phone in phones_of(organisation, author):
        number = re.sub(r"\D", "", phone).lstrip("0")
        if len(number) >= FEWEST_DIGITS and number[-FEWEST_DIGITS:] in digits:
            yield phone
    for mention in mentions_in(text):
        if mention.organisation.pk == organisation.pk:
            yield mention.written


def names_of(organisation: Organisation, author: Person, language: str) -> Iterator[str]:
    """The names of the city, in all its spellings, of its country, and of its people."""
    yield from (organisation.name, organisation.short_name, organisation.slug)
    place = organisation.place
    if place is not None:
        yield place.name
        yield from place.other_names.values_list("folded", flat=True)
        yield place.region.name if place.region else ""
    if organisation.country:
        spoken = (*get_official_languages(organisation.country), *organisation.languages)
        for each in dict.fromkeys([language, *spoken, *(code for code, _name in settings.LANGUAGES)]):
            yield country_name(organisation.country, each)
    yield author.name
    members = Membership.objects.filter(organisation=organisation).values_list("person__name", flat=True)
    # One word alone is a first name or a common noun.
    yield from (name for name in members if " " in name.strip())


def signs_of(organisation: Organisation, author: Person) -> Iterable[str]:
    """Addresses and domains."""
    host = (urlsplit(organisation.web).hostname or "").removeprefix("www.")
    domains = organisation.mail_domains.values_list("domain", flat=True)
    addresses = (author.email, organisation.contact_email, organisation.duty_email, organisation.contact_name)
    return dict.fromkeys([host, *domains, *addresses])


def phones_of(organisation: Organisation, author: Person) -> Iterable[str]:
    """Telephone numbers."""
    return (organisation.contact_phone, author.phone)
