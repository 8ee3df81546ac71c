"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal(
        "event_attending.Registration.person", _("Events you take part in, and whether you were there"), "taking_part",
        Erase.DELETE,
    ),
)  # fmt: skip
