"""The moment at which a post is to be published: its bounds, and a form of its own beside that of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.core.days import city_of

LONGEST: Final = timedelta(days=366)


def check_moment(at: datetime, now: datetime) -> None:
    """Refuse a moment that has passed or is too far, with a ValidationError that says so."""
    if at <= now:
        raise ValidationError(_("This moment has passed. Choose a later one."))
    if at > now + LONGEST:
        raise ValidationError(_("Choose a moment within a year."))


class MomentField(forms.DateTimeField):
    """Day and time in the time zone of the page."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {  # noqa: RUF012  Django's own form
        "invalid": gettext_lazy("Write day and time like this: 2027-03-01 09:30"),
        "twice": gettext_lazy("The clocks change in that hour, so it is not clear. Choose another hour."),
    }

    def to_python(self, value: Any) -> datetime | None:
        """As always, but an hour that comes twice or never, when the clocks change, is refused in plain words."""
        try:
            return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)
        except ValidationError as refused:
            if getattr(refused, "code", "") == "ambiguous_timezone":
                raise ValidationError(self.error_messages["twice"], code="twice") from refused
            raise


class LaterForm(forms.Form):
    """When to publish. It stands in the form of a kind; left empty, that is at once."""

    later = MomentField(label=gettext_lazy("Publish later"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, required: bool = False, **more: Any) -> None:
        """`required` where it waits already: to publish it at once is a button of its own."""
        super().__init__(data, **more)
        field = self.fields["later"]
        field.required = required
        words = _("Day and time in %(zone)s. Until then only you, editors and leads of your organisation see it.")
        field.help_text = words % {"zone": zone_name()}

    def clean_later(self) -> datetime | None:
        """A moment to come, within bounds."""
        at: datetime | None = self.cleaned_data["later"]
        if at is not None:
            check_moment(at, timezone.now())
        return at


def zone_name() -> str:
    """The time zone of the page, as its city: "Brussels"."""
    return city_of(timezone.get_current_timezone())
