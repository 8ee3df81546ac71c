"""What only an event has: when, where, its agenda and who speaks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intercity.kinds.event.zones import zone_named
from intercity.organisations.models import Person
from intercity.posts.models import Post


class Mode(models.TextChoices):
    """Where people take part."""

    ONLINE = "online", _("Online")
    ONSITE = "onsite", _("On site")
    BOTH = "both", _("On site and online")


class Event(models.Model):
    """When and where it is. Both moments are exact; `zone` is the place's own, in which they were typed.

    What lasts whole days begins at midnight there, and ends at the midnight after its last day.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="event")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    all_day = models.BooleanField(default=False)
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.ONLINE)
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    question = models.TextField(blank=True)
    access = models.TextField(blank=True)
    interpretation = models.JSONField(default=list, blank=True)
    # The whole of a series, such as a yearly week; its editions are events of their own, linked with it.
    is_series = models.BooleanField(default=False)
    # Rises with every change that calendars must take over (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    # A digest of what calendars show of it, as of that number, and since when it stands so.
    stated = models.CharField(max_length=64, blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.TextField(blank=True)
    # When it was noted that it is over, so that pages, filters and search say so.
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts")
        ]
        indexes: ClassVar = [
            models.Index(fields=["starts_at"], name="event_starts"),
            models.Index(fields=["ends_at"], name="event_not_over", condition=Q(over_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"event {self.post_id}"

    @property
    def tz(self) -> ZoneInfo:
        """Its time zone."""
        return zone_named(self.zone)

    @property
    def first_day(self) -> date:
        """The day on which it begins, where it is."""
        return self.starts_at.astimezone(self.tz).date()

    @property
    def last_day(self) -> date:
        """The day on which it ends, where it is. What ends at midnight does not reach into the next day."""
        return (self.ends_at - timedelta(microseconds=1)).astimezone(self.tz).date()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.cancelled_at is not None

    def is_past(self, now: datetime) -> bool:
        """Whether it has ended by `now`."""
        return self.ends_at <= now


class Session(models.Model):
    """One point of the agenda; its times are empty where nobody said them."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"session {self.title}"


class Speaker(models.Model):
    """Who speaks, in a session or (without one) at the event; `person` where it is somebody of the network."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="speakers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"speaker {self.pk}"

    @property
    def said(self) -> str:
        """Name, role and organisation in one line."""
        return ", ".join(part for part in (self.name, self.role, self.organisation) if part)


class CalendarAddress(models.Model):
    """The secret address under which somebody's calendar program reads what that person may see.

    The address is signed, not kept: `serial` is in it, and a new one makes the addresses before worthless.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_address")
    serial = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"calendar address {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can be read at present."""
        return self.made_at is not None and self.revoked_at is None
