"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("adoption.Adoption.by", _("What you said about others' practices"), "words", Erase.BLANK, "record"),
    Personal("adoption.Said.by", _("What you said earlier about others' practices"), "words", Erase.BLANK, "record"),
    Personal("adoption.Review.by", _("How you said that it went"), "words", Erase.BLANK, "record"),
)
