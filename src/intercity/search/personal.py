"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (Personal("search.SavedView.person", _("Views that you saved"), "choices", Erase.DELETE),)
