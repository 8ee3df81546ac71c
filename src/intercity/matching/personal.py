"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("matching.Asked.settled_by", _("Requests that you settled"), "words", Erase.BLANK, "record", whole=False),
    Personal("matching.Asked.passed_to", _("Requests passed to you"), "words", Erase.BLANK, "record", whole=False),
)
