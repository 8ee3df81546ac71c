"""What people choose a pace for, where roll calls are concerned."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from intercity.posts.telling import Event, Pace

WAITS: Final = Event("rollcall", _("A question to all cities that waits for us"), Pace.NOW)
OURS: Final = Event("rollcall_ours", _("What our questions to all cities brought"), Pace.NOW)
RESULT: Final = Event("rollcall_result", _("The result of a question to all cities that I answered"), Pace.DAILY)
RECEIPT: Final = Event("rollcall_own", _("What I answered by mail"), Pace.NOW, is_receipt=True)
