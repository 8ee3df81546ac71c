"""What came in by mail, for coordinators: never what it said."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from intercity.mailbox.models import Incoming, Outcome
from intercity.mailbox.queries import counts, latest
from intercity.notifications.addresses import read_space
from intercity.organisations.queries import check_coordinates
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.posts.models import Post

SHOWN = 100


@signed_in
@require_safe
def mail_log(request: Request) -> HttpResponse:
    """The newest mails with their outcome and reason, and how many there were in a week."""
    check_coordinates(request.viewer)
    chosen = request.GET.get("outcome", "")
    rows = list(latest(chosen)[:SHOWN])
    lately = counts(timezone.now() - timedelta(days=7))
    uids = {row.post_uid for row in rows if row.post_uid}
    seen = Post.objects.visible_to(request.viewer).filter(uid__in=uids).select_related("root")
    posts = {post.uid: post for post in seen}
    context = {
        "section": "coordination", "chosen": chosen, "shown": SHOWN,
        "rows": [{"mail": row, "post": posts.get(row.post_uid), "to": kind_of_address(row)} for row in rows],
        "counts": [{"outcome": value, "label": label, "n": lately[value]} for value, label in Outcome.choices],
    }  # fmt: skip
    return render(request, "mailbox/log.html", context)


def kind_of_address(incoming: Incoming) -> str:
    """Where it went, as far as anybody may know: a reply address is its owner's secret."""
    slug = read_space(incoming.recipient)
    return slug or ("bounce" if incoming.delivery_uid else "reply")
