"""The connection of an event with its report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.posts.links import LinkSort

REPORT = LinkSort("report", _("Report"), _("Report of"), general=False)
