"""The further page of a space that this room provides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.spaces.tabs import Tab

CALENDAR = Tab("calendar", _("Calendar"), "space_calendar")
