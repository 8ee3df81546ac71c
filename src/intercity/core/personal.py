"""What the product holds about people: each room lists its own fields, and the settings list the rooms.

The privacy page, the record of processing, `Download my data`, erasing and the periods of keeping all read this one
list, so what is said is what is done. A test fails for a field that looks personal and is in no room's list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Words = str | Promise


class Erase(StrEnum):
    """What erasing a person does with a field.

    `DELETE`: the row goes. `BLANK`: the row stays and names nobody. `REPLACE`: the text stays, with a dash wherever
    it named the person. `KEEP`: it is written then, and kept for its time.
    """

    DELETE = "delete"
    BLANK = "blank"
    REPLACE = "replace"
    KEEP = "keep"


ERASE_WORDS: dict[Erase, Words] = {
    Erase.DELETE: _("Deleted"),
    Erase.BLANK: _("The entry stays and names nobody"),
    Erase.REPLACE: _("The text stays, with a dash in place of the person"),
    Erase.KEEP: _("Kept for that time"),
}


@dataclass(frozen=True)
class Purpose:
    """Why something is held, and who sees it."""

    why: Words
    seen_by: Words


PURPOSES: dict[str, Purpose] = {
    "account": Purpose(
        _("To let you sign in, and to let others know whom they talk to."),
        _("Your name, position and telephone: members of the network. Your address: leads and coordinators."),
    ),
    "roles": Purpose(
        _("To know who may read and write for an organisation, and who decided so."),
        _("The leads of the organisation and the coordinators. Members see who can be called."),
    ),
    "words": Purpose(
        _("To show who wrote or changed something for an organisation, and whom to call about it."),
        _("Whoever may read the text itself, as its label says."),
    ),
    "order": Purpose(
        _("To keep order fairly: who flagged, who decided, and who asked to decide again."),
        _("The moderators of the space. Authors are not told who flagged."),
    ),
    "told": Purpose(
        _("To tell you what concerns you, by mail, by push and in your inbox."),
        _("Only you. Coordinators see the address of a mail that could not be sent."),
    ),
    "choices": Purpose(
        _("To keep what you have begun to write, and what you chose."),
        _("Only you."),
    ),
    "mail": Purpose(
        _("To take what you send by mail, and to know that it is from you."),
        _("Coordinators see sender and outcome. A colleague sees what waits for approval."),
    ),
    "taking_part": Purpose(
        _("To keep a place for you at an event, and to know who was there."),
        _("Those who organise the event and the coordinators of its space. Others see how many take part."),
    ),
    "notes": Purpose(
        _("To write the report of an event together."),
        _("Those who organise the event and the coordinators of its space."),
    ),
    "office": Purpose(
        _("To let others reach an organisation's office. A named person may stand there."),
        _("Everyone sees the office. The duty mailbox is seen by leads and coordinators."),
    ),
}


@dataclass(frozen=True)
class Personal:
    """One field that says something about a person.

    `field` is `room.Model.field`; `purpose` a key of `PURPOSES`; `kept` "account" (while the account is open),
    "record" (as long as the organisation's record), "suspension" (until it ends), or a period of
    `settings.INTERCITY_RETENTION`. `whole` says of a link to a person whether the row is that person's own: `Download
    my data` then gives all of it, else only that it is there, and when.
    """

    field: str
    what: Words
    purpose: str
    erase: Erase
    kept: str = "account"
    whole: bool = True

    @property
    def model(self) -> type[Model]:
        """The table."""
        return apps.get_model(self.field.rpartition(".")[0])

    @property
    def name(self) -> str:
        """The field's own name."""
        return self.field.rpartition(".")[2]

    @property
    def column(self) -> Field[Any, Any]:
        """The field itself."""
        found: Field[Any, Any] = self.model._meta.get_field(self.name)  # type: ignore[assignment]
        return found

    @property
    def how_long(self) -> str:
        """For how long it is kept, in words."""
        if self.kept in KEPT_WORDS:
            return str(KEPT_WORDS[self.kept])
        days = settings.INTERCITY_RETENTION[self.kept]
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


KEPT_WORDS: dict[str, Words] = {
    "account": _("While your account is open"),
    "suspension": _("Until the suspension ends"),
    "record": _("As long as the record of the organisation, without your name once you are erased"),
}


@cache
def all_personal() -> tuple[Personal, ...]:
    """Every listed field, room by room."""
    rooms: list[Sequence[Personal]] = [import_string(path) for path in settings.INTERCITY_PERSONAL]
    return tuple(one for room in rooms for one in room)


def links_to(model: type[Model]) -> list[Personal]:
    """The listed fields that point at rows of `model`. A list of people has a table of its own, listed by itself."""
    return [one for one in all_personal() if one.column.many_to_one and one.column.related_model is model]


def days_of(period: str) -> int:
    """How many days the settings say for a period; KeyError for one that they do not know."""
    return int(settings.INTERCITY_RETENTION[period])
