"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("notifications.Delivery.person", _("What was sent to you"), "told", Erase.DELETE, "deliveries"),
    Personal("notifications.Delivery.address", _("Where it was sent"), "told", Erase.DELETE, "deliveries"),
    Personal("notifications.PushSubscription.person", _("Screens that show you messages"), "told", Erase.DELETE),
    Personal("notifications.Follow.person", _("What you follow"), "choices", Erase.DELETE),
    Personal("notifications.Preference.person", _("What you want to hear of"), "choices", Erase.DELETE),
)
