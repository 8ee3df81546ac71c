"""What this room does by the clock (see `pipeline.clock`): send reports to those who attended, the next morning."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from intercity.activity.record import record
from intercity.kinds.report.links import REPORT
from intercity.kinds.report.models import Report
from intercity.posts.models import State
from intercity.spaces.models import Label

# From this hour on; whoever corrects the report on its first evening is in time.
HOUR: Final = 7
# What is older came from elsewhere, or waited for a worker that was away.
LOOKS_BACK: Final = timedelta(days=14)
MOST: Final = 50


def send_to_attendees(now: datetime) -> int:
    """Send the reports of yesterday and before that were not sent yet; gives how many it sent."""
    today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if localtime(now).hour < HOUR:
        return 0
    rows = Report.objects.filter(
        sent_at=None, post__state=State.PUBLISHED, post__published_at__lt=today,
        post__published_at__gt=today - LOOKS_BACK, post__links_in__sort=REPORT.name,
    ).exclude(post__label=Label.RED)  # fmt: skip
    return sum(do_send(pk, now) for pk in rows.order_by("pk").values_list("pk", flat=True).distinct()[:MOST])


@transaction.atomic
def do_send(pk: int, now: datetime) -> bool:
    """Mark one as sent and write the act, by which its readers are told; False where another worker did."""
    rows = Report.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("post__organisation", "post__space").filter(pk=pk, sent_at=None).first()
    if row is None:
        return False
    row.sent_at = now
    row.save(update_fields=["sent_at"])
    post = row.post
    record(
        "report.sent", organisation_uid=post.organisation.uid, space_uid=post.space.uid, post_uid=post.uid,
        root_uid=post.uid, data={"kind": post.kind, "label": post.label},
    )  # fmt: skip
    return True
