"""What was sent or waits to be sent about an exercise that is removed."""

from __future__ import annotations

from intercity.activity.models import Activity
from intercity.notifications.models import Delivery
from intercity.spaces.models import Space

BATCH = 2_000


def remove_deliveries(space: Space) -> int:
    """Remove the deliveries of all acts in the space, in inboxes, queues and digests; gives how many."""
    removed = 0
    acts = Activity.objects.filter(space_uid=space.uid).order_by("pk")
    for start, end in spans(list(acts.values_list("pk", flat=True))):
        rows = Delivery.objects.filter(activity_id__gte=start, activity_id__lte=end)
        own = rows.filter(activity_id__in=acts.filter(pk__gte=start, pk__lte=end).order_by().values("pk"))
        removed += own.delete()[0]
    return removed


def spans(keys: list[int]) -> list[tuple[int, int]]:
    """First and last of each batch."""
    batches = (keys[at : at + BATCH] for at in range(0, len(keys), BATCH))
    return [(batch[0], batch[-1]) for batch in batches]
