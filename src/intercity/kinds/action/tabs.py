"""The plan as a further page of a space (`spaces.tabs`)."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from intercity.spaces.tabs import Tab

PLAN = Tab("plan", pgettext_lazy("of actions", "Plan"), "space_plan")
