"""What this room holds about people, who are all invented."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("demo.DemoMail.recipient", _("Where a mail of the demo would have gone"), "told", Erase.DELETE),
    Personal("demo.DemoMail.sender", _("Who would have sent it"), "told", Erase.DELETE),
)
