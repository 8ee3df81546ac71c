"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal(
        "kind_action.Step.by", _("Actions that you selected, accepted, declined or ended"), "words", Erase.BLANK,
        "record", whole=False,
    ),
)  # fmt: skip
