"""What those who take part in an event are mailed: their place, what changed, the day before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.kinds.event.attending.actions import LEAVES, MOVES, TAKES, sequence_of
from intercity.kinds.event.attending.clock import REMINDS
from intercity.kinds.event.attending.invitations import bare, invitation, known_only, taken_out
from intercity.kinds.event.attending.losing import TAKEN_OUT
from intercity.kinds.event.attending.models import Part, Registration
from intercity.kinds.event.models import Mode
from intercity.kinds.event.saying import own_when
from intercity.notifications.mail import may_travel
from intercity.organisations.models import Person
from intercity.posts.models import Post, Revision
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace

CALLED_OFF, TAKES_PLACE = "event.cancelled", "event.reinstated"
EDITS = frozenset({"post.edited", "post.relabelled"})
RECEIPT = Event("attending_receipt", gettext_lazy("Your place at an event"), Pace.NOW, is_receipt=True)
ATTENDING = Event("attending", gettext_lazy("Events that you take part in"), Pace.NOW)
# Facts of an event, beside its title, that calendars must take over when they change.
IN_CALENDARS = ("day", "mode", "place", "link")


class PlaceTeller:
    """Tells whoever registered or took that back how it stands, with what their calendar is to do.

    Who answered by mail has it in the calendar already, and hears only that they must wait.
    """

    name = "event_place"
    event = RECEIPT
    verbs = frozenset({TAKES, LEAVES})

    def cares(self, activity: Activity) -> bool:
        """Every one that was not made by mail; of those by mail the first only."""
        return activity.verb == TAKES or not activity.data.get("by_mail")

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The person themselves."""
        rows = Registration.objects.filter(uid=activity.data.get("registration", "")).select_related("person")
        waits = rows.filter(state=Part.WAITING) if activity.data.get("by_mail") else rows
        return [row.person for row in waits if row.person.is_active]

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """How it stands; NotForThem when it changed since, which another letter says."""
        row = registration_of(person, post)
        if post is None or row is None or sequence_of(post.event, row) < activity.data.get("sequence", 0):
            raise NotForThem("does not take part any more")
        if row.holds != (activity.verb == TAKES):
            raise NotForThem("was changed meanwhile")
        return place_letter(row, post)


class AttendingTeller:
    """Tells those who take part what changed, that they have got a place, and the day before that it is tomorrow."""

    name = "event_attending"
    event = ATTENDING
    verbs = frozenset({MOVES, REMINDS, CALLED_OFF, TAKES_PLACE}) | EDITS

    def cares(self, activity: Activity) -> bool:
        """Events only."""
        return activity.post_uid == activity.root_uid and activity.data.get("kind") == "event"

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Those with a place, and of what concerns the whole event those who wait for one; of places that became free
        those who got them.
        """
        rows = Registration.objects.filter(post__uid=activity.post_uid, person__is_active=True)
        if activity.verb == MOVES:
            rows = rows.filter(uid__in=activity.data.get("registrations", []))
        elif activity.verb == REMINDS:
            rows = rows.filter(state=Part.COMING)
        elif activity.verb not in (CALLED_OFF, TAKES_PLACE) and not moved_by(activity):
            return []
        else:
            rows = rows.filter(state__in=(Part.COMING, Part.WAITING))
        return Person.objects.filter(pk__in=rows.values("person")).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The words, with what the calendar is to do; NotForThem for whoever does not come any more."""
        row = registration_of(person, post)
        if post is None or row is None or not row.holds:
            raise NotForThem("does not take part any more")
        if activity.verb in EDITS and row.at > activity.at:
            raise NotForThem("hears of their place by a letter of its own, which says it too")
        lost = activity.verb == MOVES and row.state != Part.COMING
        if lost or post.event.is_cancelled != (activity.verb == CALLED_OFF):
            raise NotForThem("was changed meanwhile")
        return called_off_letter(row, post) if activity.verb == CALLED_OFF else changed_letter(activity, row, post)


class SightTeller:
    """Tells those who cannot see an event any more that their place there ended, in no word of the event."""

    name = "event_sight"
    event = RECEIPT
    verbs = frozenset({TAKEN_OUT})

    def cares(self, activity: Activity) -> bool:
        """Every one."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The person themselves."""
        rows = Registration.objects.filter(uid=activity.data.get("registration", "")).select_related("person")
        return [row.person for row in rows if row.person.is_active]

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """That it is to go from their calendar; NotForThem when they see it again meanwhile."""
        rows = Registration.objects.filter(uid=activity.data.get("registration", ""), person=person, state=Part.LOST)
        row = rows.select_related("person", "post__event").first()
        if row is None:
            raise NotForThem("was changed meanwhile")
        lead = _("You cannot see an event any more that you had registered for, so you do not take part in it.")
        if not activity.data.get("in_calendar"):
            return Letter(_("You do not take part any more"), lead)
        more = _("Your calendar takes it out.")
        file = known_only(row, activity.data["sequence"])
        return Letter(_("You do not take part any more"), f"{lead} {more}", calendar=file)


def registration_of(person: Person, post: Post | None) -> Registration | None:
    """The registration of one person for what they are told of."""
    rows = Registration.objects.filter(post=post, person=person).select_related("person")
    return rows.first() if post is not None else None


def moved_by(activity: Activity) -> bool:
    """Whether an edit changed what stands in calendars: told from the two versions around it, so always the same."""
    versions = Revision.objects.filter(post__uid=activity.post_uid, at__lte=activity.at).order_by("-number")[:2]
    both = [in_calendars(version) for version in versions]
    return len(both) == 2 and both[0] != both[1]


def in_calendars(version: Revision) -> Mapping[str, Any]:
    """What calendars show of one version."""
    return {"title": version.title, **{name: version.details.get(name) for name in IN_CALENDARS}}


def place_letter(row: Registration, post: Post) -> Letter:
    """That one takes part, waits, or does not come any more."""
    if row.state == Part.WAITING:
        lead = _("All places are taken. You are on the waiting list, and hear as soon as there is a place for you.")
        return Letter(_("On the waiting list: %(title)s") % {"title": post}, lead, [page_button(post)])
    if row.state != Part.COMING:
        lead = _("You do not take part any more. Your calendar takes it out. You can come back on the page.")
        subject = _("You do not take part: %(title)s") % {"title": post}
        return with_files(Letter(subject, lead, [page_button(post)]), row, post, out=True)
    lead = _("You take part: %(when)s. If you cannot come, decline in your calendar or on the page.")
    subject = _("You take part: %(title)s") % {"title": post}
    return with_files(Letter(subject, lead % {"when": when(post)}, buttons_for(row, post)), row, post)


def called_off_letter(row: Registration, post: Post) -> Letter:
    """That it is called off, and why."""
    lead = " ".join(part for part in (_("This event was cancelled."), post.event.cancelled_why) if part)
    letter = Letter(_("Cancelled: %(title)s") % {"title": post}, lead, [page_button(post)])
    return with_files(letter, row, post, out=True) if row.state == Part.COMING else letter


def changed_letter(activity: Activity, row: Registration, post: Post) -> Letter:
    """That there is a place, that it is tomorrow, or that something is different now."""
    said = {"title": post, "when": when(post)}
    if activity.verb == MOVES:
        subject, lead = _("You have a place: %(title)s"), _("A place has become free, and it is yours: %(when)s.")
    elif activity.verb == REMINDS:
        subject, lead = _("Soon: %(title)s"), _("You take part: %(when)s.")
    elif activity.verb == TAKES_PLACE:
        subject, lead = _("It takes place after all: %(title)s"), _("It is not cancelled any more: %(when)s.")
    else:
        subject, lead = _("Changed: %(title)s"), _("Time, place or link have changed. It is on %(when)s.")
    letter = Letter(subject % said, lead % said, buttons_for(row, post))
    return with_files(letter, row, post) if row.state == Part.COMING and activity.verb != REMINDS else letter


def with_files(letter: Letter, row: Registration, post: Post, *, out: bool = False) -> Letter:
    """The letter with what the calendar is to do, without words where none may travel."""
    if not may_travel(post):
        return replace(letter, bare_calendar=bare(row, post, out=out))
    return replace(letter, calendar=taken_out(row, post) if out else invitation(row, post))


def when(post: Post) -> str:
    """From when to when, in the reader's own time."""
    return own_when(post.event)


def buttons_for(row: Registration, post: Post) -> list[Button]:
    """To the event's page; and to the meeting, for whoever has a place where one takes part online."""
    event = post.event
    joins = row.state == Part.COMING and event.link and event.mode != Mode.ONSITE and not event.is_cancelled
    return [page_button(post), *([Button(_("Join online"), event.link)] if joins else [])]


def page_button(post: Post) -> Button:
    """To the event's page, where one can change one's mind."""
    return Button(_("See the event"), f"{post.get_absolute_url()}#taking-part")


place = PlaceTeller()
attending = AttendingTeller()
sight = SightTeller()
