"""Who is told about an act, and in which words: what a room provides for it, and those that the settings list.

A teller names the people whom an act concerns and says to each of them why. How and when they hear of it (by mail, on
their screen, at once, in a digest) is their own choice and no business of the teller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from intercity.activity.models import Activity
    from intercity.organisations.models import Organisation, Person
    from intercity.posts.models import Post


class NotForThem(Exception):  # noqa: N818
    """Something that must not reach this person (any more); its text is the reason, for the operator."""


class NotYet(Exception):  # noqa: N818
    """Whom an act concerns cannot be said yet, and that is no fault: the worker asks again soon. Its text is why."""


class Pace(TextChoices):
    """How soon somebody wants to hear of something."""

    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


@dataclass(frozen=True)
class Event:
    """A sort of act that people choose a pace for. `label` is how their settings read it."""

    name: str
    label: str | Promise
    pace: Pace
    """What holds for whoever chose nothing."""
    is_receipt: bool = False
    """It answers what the person themselves just did: it comes to them too, always by mail, and is chosen nowhere."""
    also_suspended: bool = False
    """It comes to whoever is suspended too: nothing else does."""


@dataclass(frozen=True)
class Button:
    """One thing to do about it: its label and the path of the page. Opening the page never does the thing itself."""

    label: str
    path: str


@dataclass(frozen=True)
class CalendarFile:
    """What goes into the receiver's calendar: iCalendar text, and what is to be done with it (RFC 5546: "REQUEST",
    "CANCEL" or "PUBLISH").
    """

    method: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """What one person is told beside the post: the subject, why it reaches them, what they can do. All in the
    language that is active.
    """

    subject: str
    lead: str
    buttons: Sequence[Button] = ()
    answering: str = ""
    """That an answer to the mail is read as something else than a comment, and how; "" for a comment, as usual."""
    more: str = ""
    """What can be read after the buttons, in no hurry."""
    by_mail: bool = True
    """Whether a mail in answer to it may be taken in; False where it would be turned down."""
    calendar: CalendarFile | None = None
    """What goes along for the receiver's calendar where the post's words may leave the house."""
    bare_calendar: CalendarFile | None = None
    """The same where they may not: it holds no word of the post."""


class Teller(Protocol):
    """What a room provides for one sort of act. An instance stands in `settings.INTERCITY_TELLERS`.

    Their order there decides who speaks: a person hears of an act once, from the first teller that names them.
    """

    name: str
    """Stored with what is sent: it must not change."""
    event: Event
    verbs: frozenset[str]

    def cares(self, activity: Activity) -> bool:
        """Whether this act of its verbs may concern anybody; asked for every act, so it reads no rows."""
        ...

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Whom it concerns, as things stood when it happened: asked again after a kill, it names the same people.

        Whether they may see the post, and want to hear, is asked elsewhere. NotYet when it cannot be said yet.
        """
        ...

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The words for one of them, in the active language, as things stand now; NotForThem when it is settled.

        `post` is what the act is about, as this person may see it now.
        """
        ...


@runtime_checkable
class MailboxTeller(Teller, Protocol):
    """A teller that also writes to duty mailboxes: addresses of organisations, read by whoever is on duty."""

    def mailboxes(self, activity: Activity) -> Iterable[Organisation]:
        """Whose duty mailboxes it concerns, as `listeners`. Those without an address are passed over."""
        ...

    def mailbox_letter(self, activity: Activity, organisation: Organisation, post: Post | None) -> Letter:
        """The words for one of them, as `letter`; `post` as a member of the organisation may see it now."""
        ...


@cache
def all_tellers() -> dict[str, Teller]:
    """The tellers of `settings.INTERCITY_TELLERS` by name, in that order."""
    tellers: list[Teller] = [import_string(path) for path in settings.INTERCITY_TELLERS]
    return {teller.name: teller for teller in tellers}


@cache
def all_events() -> dict[str, Event]:
    """What people choose a pace for, by name, in the order of their tellers."""
    events = (teller.event for teller in all_tellers().values())
    return {event.name: event for event in events if not event.is_receipt}
