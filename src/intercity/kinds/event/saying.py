"""When an event is, as cards and pages say it: in its own time zone, with the moment for machines.

A card is the same for everyone; the browser adds the reader's own time where that is another (`static/js/times.js`).
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from intercity.core.days import city_of, day_words, moment_words
from intercity.kinds.event.models import Event, Mode, Session
from intercity.kinds.event.zones import offset_words


def when(event: Event) -> SafeString:
    """ "Fri 5 Mar 2027, 10:00 – 12:00 (Paris)", as `<time>` elements."""
    if event.all_day:
        return days(event.first_day, event.last_day)
    starts, ends = event.starts_at.astimezone(event.tz), event.ends_at.astimezone(event.tz)
    begin, end = said(starts, "EEE d MMM yyyy, HH:mm"), said(ends, "EEE d MMM yyyy, HH:mm")
    if starts.date() == ends.date():
        end = said(ends, "HH:mm")
    place = city_of(event.tz)
    return format_html(
        '<span data-when><time datetime="{}" data-zone="{}" data-zoned="{}" data-until="{}">{}</time>'
        ' – <time datetime="{}">{}</time> ({})</span>',
        event.starts_at.isoformat(timespec="seconds"), event.zone, _("your time: {time}"),
        event.ends_at.isoformat(timespec="seconds"), begin,
        event.ends_at.isoformat(timespec="seconds"), end, place,
    )  # fmt: skip


def own_when(event: Event) -> str:
    """When it is by the clock of whoever reads it alone, such as a mail, in plain words with the zone's city:
    "Friday 5 March, 10:00 – 12:00 (Brussels time)". The year stands there only where it is another one.
    """
    if event.all_day:
        return strip_tags(days(event.first_day, event.last_day))
    starts, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    form = "EEEE d MMMM, HH:mm" if starts.year == timezone.localtime().year else "EEEE d MMMM yyyy, HH:mm"
    end = said(ends, "HH:mm" if ends.date() == starts.date() else form)
    city = city_of(timezone.get_current_timezone())
    return _("%(moment)s (%(city)s time)") % {"moment": f"{said(starts, form)} – {end}", "city": city}


def days(first: date, last: date) -> SafeString:
    """One day or several."""
    begin = format_html('<time datetime="{}">{}</time>', first.isoformat(), said_day(first))
    if first == last:
        return begin
    return format_html('{} – <time datetime="{}">{}</time>', begin, last.isoformat(), said_day(last))


def said_day(day: date) -> str:
    """A day with its weekday, in the reader's language."""
    return day_words(day, "EEE d MMM yyyy")


def said(at: datetime, form: str) -> str:
    """A local moment in the reader's language."""
    return moment_words(at, form)


def zone_words(event: Event) -> str:
    """The zone with its offset at that time, and which of the two it is where the clock shows the time twice."""
    starts = event.starts_at.astimezone(event.tz)
    words = f"{city_of(event.tz)}, {offset_words(starts)}"
    if event.all_day or starts.replace(fold=0).utcoffset() == starts.replace(fold=1).utcoffset():
        return words
    first = _("That time is there twice in this night: it is the first of the two.")
    second = _("That time is there twice in this night: it is the second of the two.")
    return f"{words}. {second if starts.fold else first}"


def whole(day: date) -> str:
    """A day in full: "Friday 5 March 2027"."""
    return day_words(day, "EEEE d MMMM yyyy")


def clocks_of(event: Event, session: Session) -> SafeString:
    """The times of a session, where the event is; "" where nobody said them."""
    moments = [at for at in (session.starts_at, session.ends_at) if at is not None]
    return format_html_join(
        " – ",
        '<time datetime="{}">{}</time>',
        ((at.isoformat(timespec="seconds"), said(at.astimezone(event.tz), "HH:mm")) for at in moments),
    )


def where(event: Event) -> str:
    """The place, or that it is online."""
    if event.is_series:
        return event.place
    if event.mode == Mode.ONLINE:
        # Its form takes no place, but whoever writes it in another way may say one.
        return f"{Mode.ONLINE.label} · {event.place}" if event.place else str(Mode.ONLINE.label)
    return f"{event.place} ({Mode.BOTH.label})" if event.mode == Mode.BOTH else event.place
