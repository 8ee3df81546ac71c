"""What this kind holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("kind_event.Speaker.name", _("Your name where you speak at an event"), "words", Erase.REPLACE, "record"),
    Personal("kind_event.Speaker.person", _("Events at which you speak"), "words", Erase.BLANK, "record", whole=False),
    Personal("kind_event.CalendarAddress.person", _("The secret address of your calendar"), "choices", Erase.DELETE),
)
