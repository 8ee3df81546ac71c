"""How actions are connected with other posts (`posts.links`)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from intercity.posts.links import LinkSort

# From the action that waits to the one it waits for: shown and made by this room, which refuses circles.
AFTER: Final = LinkSort("after", _("Begins after"), _("Has to be done before"), general=False)
# From an action to what came out of it; every post shows it as it shows the general ones.
DELIVERABLE: Final = LinkSort("deliverable", _("Deliverables"), _("A deliverable of"))
