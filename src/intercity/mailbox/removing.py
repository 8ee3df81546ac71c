"""Mail to an exercise that is removed."""

from __future__ import annotations

from intercity.mailbox.models import Incoming
from intercity.spaces.models import Space


def remove_mail(space: Space) -> int:
    """Remove mails that wait for a colleague in the space, with what they held; gives how many rows."""
    return Incoming.objects.filter(held__space=space).delete()[0]
