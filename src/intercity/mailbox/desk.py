"""Mail on the coordinators' desk: what came back, and what was not published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intercity.mailbox.models import Incoming, Outcome
from intercity.mailbox.queries import counts
from intercity.notifications.models import Delivery
from intercity.organisations.models import Membership, Organisation, Person
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section

WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)
MOST_LOOKED_AT: Final = 500
DOUBTFUL: Final = (Outcome.DROPPED, Outcome.RETURNED, Outcome.FAILED)


def came_back(scope: Scope, now: datetime) -> Section | None:
    """Whom mail of ours did not reach in the last 30 days, most often first; the network's business only."""
    if not scope.is_network:
        return None
    each = bounced(now)
    lines = [bounce_line(organisation, count) for organisation, count in each[:MOST_LINES]]
    return Section(
        "bounces",
        gettext_lazy("Mail that came back"),
        gettext_lazy("No mail of ours came back in the last 30 days."),
        lines,
        len(each),
        hint=gettext_lazy("Ask the city for the right address, or who follows this person."),
        more=f"{reverse('mail_log')}?outcome={Outcome.BOUNCE}",
    )


def bounced(now: datetime) -> list[tuple[Person | Organisation, int]]:
    """People and duty mailboxes to whom mail came back, and how often; of the newest few hundred."""
    rows = Incoming.objects.filter(outcome=Outcome.BOUNCE, received_at__gt=now - MONTH).exclude(delivery_uid="")
    uids = list(rows.order_by("-received_at", "-id").values_list("delivery_uid", flat=True)[:MOST_LOOKED_AT])
    sent = Delivery.objects.filter(uid__in=uids).select_related("person", "mailbox")
    to = {one.uid: one.person or one.mailbox for one in sent}
    found = Counter(reader for reader in map(to.get, uids) if reader is not None)
    return found.most_common()


def bounce_line(reader: Person | Organisation, count: int) -> Line:
    """Whom it did not reach, and the page where that person or mailbox is put right."""
    said = ngettext("%(n)s mail came back", "%(n)s mails came back", count) % {"n": count}
    if isinstance(reader, Organisation):
        return Line(str(reader), reverse("organisation_edit", args=[reader.slug]), _("Change the mailbox"), said)
    own = Membership.objects.present().filter(person=reader).select_related("organisation").first()
    if own is None:
        return Line(str(reader), reverse("coordination"), _("Look at people"), said)
    about = f"{own.organisation.plate} · {said}"
    return Line(str(reader), reverse("organisation_people", args=[own.organisation.slug]), _("Look at people"), about)


def doubtful(scope: Scope, now: datetime) -> Section | None:
    """How many mails of the last week were dropped, returned or not understood; the network's business only."""
    if not scope.is_network:
        return None
    lately = counts(now - WEEK)
    lines: Sequence[Line] = [
        Line(f"{lately[one]} · {one.label}", f"{reverse('mail_log')}?outcome={one}", _("Look why"))
        for one in DOUBTFUL
        if lately[one]
    ]
    return Section(
        "doubtful",
        gettext_lazy("Mail that was not published"),
        gettext_lazy("No mail was dropped or returned in the last seven days."),
        lines,
        sum(lately[one] for one in DOUBTFUL),
    )
