"""Take part in an event; see who does; say who was there."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intercity.kinds.event.attending import actions
from intercity.kinds.event.attending.counting import counts_of
from intercity.kinds.event.attending.listing import as_csv, file_name, rows_for
from intercity.kinds.event.attending.models import Part
from intercity.kinds.event.attending.policies import has_event
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.posts.table.delimited import SEPARATORS, usual_separator

ANCHOR: Final = "#taking-part"


def get_event_for(viewer: Viewer, uid: str) -> Post:
    """The event as the viewer may see it; Http404 for whoever may not, and for other posts."""
    post = get_post_for(viewer, uid)
    if not has_event(post):
        raise Http404
    return post


@login_required
@require_POST
def take_part(request: Request, uid: str) -> HttpResponse:
    """Take part (`on=1`), or do so no more (`on=0`); then back to the event."""
    post = get_event_for(request.viewer, uid)
    on = request.POST.get("on", "")
    if on not in ("0", "1"):
        return HttpResponseBadRequest()
    if on == "1":
        row = actions.register(request.viewer, post)
        waits = _("All places are taken. You are on the waiting list, and hear when there is a place.")
        said = (
            waits if row.state == Part.WAITING else _("You take part. The invitation for your calendar comes by mail.")
        )
    else:
        actions.unregister(request.viewer, post)
        said = _("You do not take part any more.")
    messages.success(request, said)
    return redirect(f"{post.get_absolute_url()}{ANCHOR}")


@login_required
@require_safe
def listing(request: Request, uid: str) -> HttpResponse:
    """Everybody who registered, for the organisers; once it has begun, with a mark to set for who was there."""
    post = get_event_for(request.viewer, uid)
    check_may(request.viewer, "event.see_list", post)
    event = post.event
    notes = event.starts_at <= timezone.now() and not event.is_cancelled
    context = {
        "section": "spaces", "post": post, "space": post.space, "rows": rows_for(request.viewer, post),
        "counts": counts_of(post),
        "notes_attendance": notes and may(request.viewer, "event.note_attendance", post),
    }  # fmt: skip
    return render(request, "event/taking_part.html", context)


@login_required
@require_safe
def listing_csv(request: Request, uid: str) -> HttpResponse:
    """The same as a file; `separator` is comma, semicolon or tab, else what the page's language uses."""
    post = get_event_for(request.viewer, uid)
    check_may(request.viewer, "event.see_list", post)
    asked = request.GET.get("separator", "")
    separator = asked if asked in SEPARATORS else usual_separator(get_language() or "en")
    headers = {"Content-Disposition": f'attachment; filename="{file_name(post)}"'}
    return HttpResponse(
        as_csv(rows_for(request.viewer, post), separator), content_type="text/csv; charset=utf-8", headers=headers
    )  # fmt: skip


@login_required
@require_POST
def attendance(request: Request, uid: str) -> HttpResponse:
    """Note who was there: the marks that are set, `there`; then back to the list."""
    post = get_event_for(request.viewer, uid)
    there = [uid for uid in request.POST.getlist("there") if is_uid(uid)]
    number = actions.note_attendance(request.viewer, post, there)
    said = ngettext("Saved: %(n)d person was there.", "Saved: %(n)d people were there.", number)
    messages.success(request, said % {"n": number})
    return redirect(reverse("event_taking_part", args=[post.uid]))
