"""Say of which series an event is an edition."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.kinds.event.actions import choose_series
from intercity.kinds.event.views.cancelling import get_event_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.content import is_uid


@login_required
@require_POST
def choose(request: Request, uid: str) -> HttpResponse:
    """Make it an edition of the series that was chosen, or of none."""
    post, wanted = get_event_for(request, uid), request.POST.get("series", "")
    check_may(request.viewer, "post.link", post)
    if wanted and not is_uid(wanted):
        raise Http404
    series = get_event_for(request, wanted) if wanted else None
    try:
        choose_series(request.viewer, post, series)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect(post)
    messages.success(request, _("Saved."))
    return redirect(f"{post.get_absolute_url()}#series")
