"""Answers by mail where nobody may be identifiable: a colleague looks first at those that seem to name somebody."""

from __future__ import annotations

from intercity.core.text import fold
from intercity.mailbox.deciding import Wish
from intercity.mailbox.models import Held
from intercity.organisations.models import Membership
from intercity.posts.views.between import Part, is_about_sensitive, parts_of


def needs_a_look(wish: Wish) -> bool:
    """Whether a colleague should look at this answer first, and there is one who speaks for the organisation."""
    if wish.parent is None or not is_about_sensitive(wish.parent) or not found_in(wish.body, str(wish.person)):
        return False
    colleagues = Membership.objects.speaking().filter(organisation=wish.organisation).exclude(person=wish.person)
    return colleagues.exists()


def found_in_held(held: Held) -> list[Part]:
    """What the colleague is pointed at; nothing where the conversation has no such topic."""
    if held.parent is None or not is_about_sensitive(held.parent):
        return []
    return found_in(held.body, str(held.person))


def found_in(text: str, writer: str) -> list[Part]:
    """What could lead to a person other than its `writer`: mails end with a name."""
    found = [part for part in parts_of(text, ()) if part.looks_like]
    return [part for part in found if fold(part.text) != fold(writer)]
