"""What this kind holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("kind_question.Accepted.by", _("Answers that you accepted"), "words", Erase.BLANK, "record", whole=False),
)
