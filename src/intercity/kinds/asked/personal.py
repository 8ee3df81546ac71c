"""What this kind holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal(
        "kind_asked.AskedQuestion.taken_up_by", _("Questions that you took up for an event"), "words", Erase.BLANK,
        "record", whole=False,
    ),
)  # fmt: skip
