"""What an event asks of its writer: times as the clock at the place shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from intercity.core.templatetags.intercity import language_name
from intercity.core.time_zones import ZoneField, known_zones, name_today, zone_options
from intercity.kinds.event.agenda import AgendaError, Frame, read_agenda, write_agenda
from intercity.kinds.event.models import Event, Mode
from intercity.kinds.event.wall import wall_of
from intercity.kinds.event.zones import NoSuchTimeError, midnight, moment_at
from intercity.organisations.viewers import Viewer
from intercity.posts.forms import PostForm

LONGEST: Final = timedelta(days=62)
LONGEST_SERIES: Final = timedelta(days=366 * 30)
YEARS: Final = range(1990, 2101)
# Languages in which meetings of European networks are interpreted.
INTERPRETED: Final = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "no",
    "pl", "pt", "ro", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "ar",
)  # fmt: skip
NO_CLOCK = gettext_lazy("Times are left out for whole days only.")
AGENDA_HELP = gettext_lazy(
    "One line for each session, its speakers below it with a dash. For example: “10:00-10:30 Opening”, then “- Name, "
    "role, organisation”. Text of a session begins with “>”. Speakers above the first session speak at the event."
)
NO_PLACE = gettext_lazy("An online event has no place. Choose “On site and online”, or take the place out.")


def picked(kind: str, label: object, *, required: bool = True, help_text: object = "") -> dict[str, Any]:
    """The arguments of a field whose browser picks a day or a time."""
    return {"label": label, "required": required, "help_text": help_text, "widget": widget(kind)}


def widget(kind: str) -> forms.Widget:
    """A day or a time, as browsers let one pick it."""
    if kind == "date":
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ClockField(forms.TimeField):
    """A time that is needed, but for whole days: the form does not call it optional."""

    needed = True


def area(label: object, rows: int = 3, help_text: object = "", limit: int = 10_000) -> forms.CharField:
    """Some lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=limit, widget=box, help_text=help_text)  # type: ignore[arg-type]


def usual_zone(viewer: Viewer) -> str:
    """The person's own, else the network's."""
    own = viewer.person.time_zone if viewer.person else ""
    return name_today(own) if own in known_zones() else settings.TIME_ZONE


class EventForm(PostForm):
    """What, when, where; the rest folded away."""

    detail_names: ClassVar[tuple[str, ...]] = (
        "starts_at", "ends_at", "begins_on", "zone", "all_day", "mode", "place", "link", "capacity", "question",
        "agenda", "access", "interpretation", "is_series",
    )  # fmt: skip
    field_order = (
        "uid", "title", "day", "begins", "ends", "all_day", "zone", "mode", "place", "link", "body", "question",
        "agenda", "last_day", "capacity", "access", "interpretation", "is_series",
    )  # fmt: skip
    more_names: ClassVar[tuple[str, ...]] = (
        "question", "agenda", "last_day", "capacity", "access", "interpretation", "is_series", "topics", "groups",
        "contact", "language",
    )  # fmt: skip

    day = forms.DateField(**picked("date", gettext_lazy("Day")))
    begins = ClockField(**picked("time", gettext_lazy("Begins at"), required=False))
    ends = ClockField(**picked("time", gettext_lazy("Ends at"), required=False, help_text=NO_CLOCK))
    last_day = forms.DateField(
        **picked("date", gettext_lazy("Last day"), required=False, help_text=gettext_lazy("If it ends on another day."))
    )
    all_day = forms.BooleanField(label=gettext_lazy("Whole days, without times"), required=False)
    zone = ZoneField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Of the place. Everybody sees the time in their own zone too."),
    )  # fmt: skip
    mode = forms.ChoiceField(label=pgettext_lazy("of an event", "How"), choices=Mode.choices, initial=Mode.ONLINE)
    place = forms.CharField(
        label=gettext_lazy("Place"), required=False, max_length=300, help_text=gettext_lazy("Address and room.")
    )
    link = forms.URLField(
        label=gettext_lazy("Link"), required=False, max_length=500, assume_scheme="https",
        help_text=gettext_lazy("To the video meeting. Only those who may see this post see it."),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=pgettext_lazy("for people", "Places"), required=False, min_value=1, max_value=100_000
    )
    question = area(gettext_lazy("The question it asks"), 2, limit=1000)
    agenda = area(gettext_lazy("Agenda and speakers"), 8, AGENDA_HELP, limit=20_000)
    access = area(
        gettext_lazy("Accessibility"), 2, gettext_lazy("Step-free access, captions, sign language…"), limit=2000
    )
    interpretation = forms.MultipleChoiceField(
        label=gettext_lazy("Interpreted into"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(code, language_name(code)) for code in INTERPRETED],
    )  # fmt: skip
    is_series = forms.BooleanField(
        label=gettext_lazy("This is a series: its editions are events of their own"), required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Say what the shared fields mean here; the times of an event as the clock there shows them."""
        post = kwargs.get("post")
        own: Mapping[str, Any] = wall_of(post.event) if post is not None else {"zone": usual_zone(viewer)}
        given = dict(kwargs.get("initial") or {})
        if post is not None:
            # The details say the day in words; what a draft holds instead is a day.
            given = {name: value for name, value in given.items() if name != "day" or is_day(value)}
        kwargs["initial"] = {**own, **given}
        super().__init__(*args, viewer=viewer, **kwargs)
        country = viewer.organisation.country if viewer.organisation else ""
        zones = zone_options([kwargs["initial"]["zone"], usual_zone(viewer)], country)
        self.fields["zone"].choices = zones  # type: ignore[attr-defined]
        self.fields["title"].label = _("What is it called?")
        self.fields["body"].label = _("What is it about?")

    def clean(self) -> dict[str, Any]:
        """Moments out of day, times and zone; the agenda read against them."""
        data = super().clean() or self.cleaned_data
        try:
            self.settle_place()
            self.settle_times()
            self.settle_agenda()
        except ValidationError as refused:
            self.add_error(None, refused)
        return data

    def settle_place(self) -> None:
        """Who comes must know where to, and a place that was typed must be one that they read."""
        data = self.cleaned_data
        if data.get("mode") in (Mode.ONSITE, Mode.BOTH) and "place" in data and not data["place"]:
            raise ValidationError({"place": _("Say where it is.")})
        if data.get("mode") == Mode.ONLINE and data.get("place"):
            raise ValidationError({"mode": str(NO_PLACE)})

    def settle_times(self) -> None:
        """Put both moments into the data. ValidationError with the field that is to be mended."""
        data = self.cleaned_data
        if not {"day", "begins", "ends", "last_day", "zone"} <= set(data):
            return
        zone, last = ZoneInfo(data["zone"]), data["last_day"] or data["day"]
        check_years(data["day"], last)
        if data["all_day"]:
            data["starts_at"], data["ends_at"] = midnight(data["day"], zone), midnight(last + timedelta(days=1), zone)
        else:
            data["starts_at"] = self.moment("begins", data["day"], zone)
            data["ends_at"] = self.moment("ends", last, zone)
        data["begins_on"] = data["day"]
        self.check_order(data["starts_at"], data["ends_at"])

    def moment(self, name: str, day: date, zone: ZoneInfo) -> datetime:
        """When the clock shows what was typed."""
        clock: time | None = self.cleaned_data[name]
        if clock is None:
            raise ValidationError({name: _("Say the time, or tick “Whole days”.")})
        try:
            return moment_at(day, clock, zone).at
        except NoSuchTimeError as gap:
            said = _("There is no such time on that day: the clock is put forward to %(after)s.")
            raise ValidationError({name: said % {"after": gap.after.strftime("%H:%M")}}) from None

    def check_order(self, starts_at: datetime, ends_at: datetime) -> None:
        """It ends after it begins, and not for ever after."""
        data = self.cleaned_data
        if ends_at <= starts_at:
            name = "last_day" if data["last_day"] and data["last_day"] < data["day"] else "ends"
            name = "last_day" if data["all_day"] else name
            said = _("It ends before it begins. If it ends on another day, say on which under “Last day”.")
            raise ValidationError({name: said})
        if ends_at - starts_at > (LONGEST_SERIES if data.get("is_series") else LONGEST):
            raise ValidationError({"last_day": _("An event lasts 62 days at most. For more, mark it as a series.")})

    def settle_agenda(self) -> None:
        """Read the agenda, and keep it as it would be written."""
        data = self.cleaned_data
        if not data.get("agenda") or "starts_at" not in data:
            return
        frame = Frame(data["starts_at"], data["ends_at"], ZoneInfo(data["zone"]))
        text = data["agenda"].replace("\x00", "")
        try:
            data["agenda"] = write_agenda(read_agenda(text, frame), frame)
            # It is read again from there, where days and speakers have lines of their own.
            read_agenda(data["agenda"], frame)
        except AgendaError as error:
            raise ValidationError({"agenda": error.sentence}) from None


def check_years(first: date, last: date) -> None:
    """Refuse days beyond any calendar that people keep."""
    for name, day in (("day", first), ("last_day", last)):
        if day.year not in YEARS:
            raise ValidationError({name: _("Choose a year from 1990 to 2100.")})


def is_day(value: object) -> bool:
    """Whether a draft's text, or what the form showed, is a day alone."""
    return isinstance(value, date) or (isinstance(value, str) and len(value) <= len("2027-03-05"))


def frame_of(event: Event) -> Frame:
    """What the times of its agenda mean."""
    return Frame(event.starts_at, event.ends_at, event.tz)
