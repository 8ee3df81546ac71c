"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (Personal("briefs.Brief.made_by", _("Briefs that you made"), "words", Erase.BLANK, "record"),)
