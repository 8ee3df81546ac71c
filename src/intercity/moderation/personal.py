"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("moderation.Flag.person", _("What you flagged"), "order", Erase.BLANK, "record"),
    Personal("moderation.Case.claimed_by", _("What you looked into"), "order", Erase.BLANK, "record", whole=False),
    Personal("moderation.Look.by", _("What you had to read to decide"), "order", Erase.BLANK, "record"),
    Personal("moderation.Decision.by", _("What you decided"), "order", Erase.BLANK, "record", whole=False),
    Personal(
        "moderation.Decision.person", _("What was decided about you"), "order", Erase.BLANK, "record", whole=False
    ),
    Personal("moderation.Appeal.by", _("Where you asked to decide again"), "order", Erase.BLANK, "record"),
    Personal(
        "moderation.Appeal.decided_by", _("Appeals that you decided"), "order", Erase.BLANK, "record", whole=False
    ),
)
