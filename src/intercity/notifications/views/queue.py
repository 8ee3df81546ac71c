"""The queue, for coordinators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intercity.notifications import queue as queues
from intercity.organisations.queries import check_coordinates
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.posts.content import is_uid


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: Request) -> HttpResponse:
    """What waits, what failed and why. POST tries one again (`delivery`), or everything that was refused."""
    check_coordinates(request.viewer)
    if request.method == "POST":
        return try_again(request)
    context = {
        "section": "coordination",
        "counts": queues.counts(),
        "failed": queues.lines(queues.failed()),
        "waiting": queues.lines(queues.waiting()),
        "shown": queues.SHOWN,
    }
    return render(request, "notifications/queue.html", context)


def try_again(request: Request) -> HttpResponse:
    """Put back what the form names, and say how much that was."""
    rows, uid = queues.to_retry(), request.POST.get("delivery")
    if uid is not None:
        rows = rows.filter(uid=uid) if is_uid(uid) else rows.none()
    count = queues.retry(rows)
    said = ngettext("%(n)s is tried again now.", "%(n)s are tried again now.", count) % {"n": count}
    messages.success(request, said)
    return redirect("queue")
