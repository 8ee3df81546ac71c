"""The page of a space with its briefs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.spaces.tabs import Tab

TAB = Tab("brief", _("Brief"), "brief")
