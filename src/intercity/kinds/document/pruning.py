"""Take away what was saved on the way: of each sitting the last text of a section stays, and its first one ever.

Every saving is kept whole for a while, for whoever goes on from it. Later they go on from an older one
(`actions.writing.base_of`), and no word is lost by it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from intercity.kinds.document.models import SectionVersion

KEPT_FOR: Final = timedelta(hours=2)
# What became another text by merging, for whoever typed on from what they sent: nothing else serves as well.
SENT_KEPT_FOR: Final = timedelta(hours=24)
MOST: Final = 500


def prune(now: datetime) -> int:
    """Delete versions that another of the same sitting replaced, and mark those that stay; gives how many went.

    What says where two people met stays too: the page reads it from there.
    """
    old = Q(sent=None) | Q(at__lt=now - SENT_KEPT_FOR)
    rows = SectionVersion.objects.filter(old, kept=False, at__lt=now - KEPT_FOR).order_by("at", "pk")
    keys = list(rows.values_list("pk", flat=True)[:MOST])
    newer = SectionVersion.objects.filter(
        section=OuterRef("section"), edition=OuterRef("edition"), number__gt=OuterRef("number")
    )
    replaced = SectionVersion.objects.filter(Exists(newer), pk__in=keys, number__gt=1, overlaps=[])
    gone, _each = SectionVersion.objects.filter(pk__in=list(replaced.values_list("pk", flat=True))).delete()
    SectionVersion.objects.filter(pk__in=keys).update(kept=True)
    return gone
