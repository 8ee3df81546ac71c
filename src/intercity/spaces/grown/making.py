"""A template out of a space: its settings and words, never posts, people or organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.organisations.models import Organisation, Person
from intercity.spaces.grown.parts import all_parts
from intercity.spaces.grown.shape import SETTINGS, NamedTopic, Shape, read_plain
from intercity.spaces.models import Agreement, Space, Wording

# From the beginning of a word on, and never back into it: a text of one long word is read once.
MAIL: Final = re.compile(r"(?<![^\s@<>])[^\s@<>]++@[^\s@<>]+\.\w")
WORD: Final = re.compile(r"\w+")
# Shorter names are ordinary words.
SHORTEST: Final = 4


def shape_of(space: Space, name: str, description: str, *, agreement: bool = True) -> Shape:
    """The template of `space` as it stands. ValidationError where its words name somebody of the space.

    `name` and `description` are written for the template; those of the space tell of this one space.
    """
    words = wording_of(space) if agreement else None
    parts = {part.name: data for part in all_parts().values() if (data := part.export(space)) is not None}
    topics = [NamedTopic(one.slug, one.labels) for one in space.topics.filter(retired=False)]
    settings = {name: getattr(space, name) for name in SETTINGS}
    shape = Shape(name, description, space.template, settings, topics, words, parts)
    # Through its own reader: what is written here can be read anywhere.
    shape = read_plain(shape.plain())
    check_nobody(space, [name, description, *words_of(words)])
    return shape


def wording_of(space: Space) -> Wording | None:
    """The words of the agreement that binds now."""
    if not space.agreement_version:
        return None
    row = Agreement.objects.filter(space=space, version=space.agreement_version).first()
    return row.wording if row is not None else None


def words_of(wording: Wording | None) -> list[str]:
    """Its texts."""
    return [str(part) for part in (wording.purpose, wording.readers, wording.kept_for, wording.text)] if wording else []


def check_nobody(space: Space, texts: Iterable[str]) -> None:
    """Refuse words that hold a mail address, or name an organisation of the space or one of its people."""
    if found := named_in(texts, names_in(space)):
        raise ValidationError(_("A template names nobody. Take this out: %(name)s") % {"name": found})


def named_in(texts: Iterable[str], names: Iterable[str]) -> str:
    """The first mail address in texts, or the first of `names`, if it is no ordinary word; "" for none."""
    whole = "\n".join(texts)
    if found := MAIL.search(whole):
        return found.group()[:80]
    folded = in_words(whole)
    return next((name for name in names if is_name(name) and in_words(name) in folded), "")


def is_name(text: str) -> bool:
    """Whether it is long enough to be told from an ordinary word."""
    return len(text) >= SHORTEST and WORD.search(text) is not None


def in_words(text: str) -> str:
    """The folded words of a text with single blanks between and around them."""
    return f" {' '.join(WORD.findall(fold(text)))} "


def names_in(space: Space) -> list[str]:
    """The names of its organisations, of who looks after it, and of their members."""
    organisations = Organisation.objects.filter(space_memberships__space=space)
    people = Person.objects.filter(Q(coordinated_spaces=space) | Q(memberships__organisation__in=organisations))
    rows: list[tuple[Any, str]] = [(people, "name"), (organisations, "name"), (organisations, "short_name")]
    found = {name for names, column in rows for name in names.values_list(column, flat=True)}
    return sorted(name for name in found if is_name(name))
