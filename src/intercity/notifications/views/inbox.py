"""The inbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intercity.notifications.inbox import (
    MOST_ROWS,
    count_unread,
    mark_read,
    notices_of,
    page_of,
    place_of,
    rows_named,
    unread_of,
)
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.posts.content import is_uid


@signed_in
@never_cache
@require_safe
def inbox(request: Request) -> HttpResponse:
    """What reached me, thread by thread. Looking at the list marks nothing as read."""
    number, only_unread = page_number(request.GET.get("page", "")), request.GET.get("show") == "unread"
    context = {
        "section": "inbox",
        "page": page_of(request.viewer, number, only_unread=only_unread),
        "number": number,
        "only_unread": only_unread,
        "unread": count_unread(request.viewer),
    }
    return render(request, "notifications/inbox.html", context)


def page_number(text: str) -> int:
    """The number of a page; the first for anything else."""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_ROWS else 1


@signed_in
@require_POST
def open_thread(request: Request) -> HttpResponse:
    """Mark a thread as read and go where it is read. This is what the lines of the inbox do, without JavaScript too."""
    assert request.viewer.person is not None
    rows = rows_named(request.viewer.person, request.POST.get("thread", ""))
    found = list(rows)
    if not found:
        raise Http404
    place = place_of(request.viewer, found)
    mark_read(rows)
    return redirect(place or "inbox")


@signed_in
@require_POST
def read(request: Request) -> HttpResponse:
    """Mark one thread as read (its page is open), or everything."""
    person = request.viewer.person
    assert person is not None
    if "all" in request.POST:
        mark_read(notices_of(person))
        messages.success(request, _("Everything is marked as read."))
        return redirect("inbox")
    mark_read(rows_named(person, request.POST.get("thread", "")))
    return HttpResponse(status=204)


@never_cache
@require_safe
def unread(request: Request) -> HttpResponse:
    """How many threads hold something new; `thread` also asks how much of one is new, and gives the token to mark it.

    Pages ask this once they stand: they are kept for everybody, and this is personal.
    """
    person, thread = request.viewer.person, request.GET.get("thread", "")
    if person is None:
        return JsonResponse({"unread": 0})
    here = unread_of(person).filter(root_uid=thread).count() if is_uid(thread) else 0
    answer = {"unread": count_unread(request.viewer), "here": here}
    return JsonResponse({**answer, "token": get_token(request)} if here else answer)
