"""What helps while writing: drafts and previews."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.organisations.request import Request
from intercity.posts import drafts
from intercity.posts.forms import BODY_LENGTH
from intercity.posts.views.composing import person_of
from intercity.posts.views.forming import preview_of


@login_required
@require_POST
def save_draft(request: Request, key: str) -> HttpResponse:
    """Keep what is typed in the form that `key` names: 204. 404 when its place is not visible, 413 when too long."""
    place = drafts.find_place(request.viewer, key)
    return HttpResponse(status=204 if drafts.save_draft(person_of(request), place, request.POST) else 413)


@login_required
@require_POST
def discard_draft(request: Request, key: str) -> HttpResponse:
    """Throw the draft away and open the form anew."""
    place = drafts.find_place(request.viewer, key)
    drafts.discard(person_of(request), place)
    messages.info(request, _("The draft is thrown away."))
    return redirect(place.address)


@login_required
@require_POST
def preview(request: Request) -> HttpResponse:
    """The Markdown in `body` as it will look: a fragment for scripts, a page for browsers without."""
    html = preview_of(request.POST.get("body", "")[:BODY_LENGTH])
    if "X-Fragment" in request.headers:
        return HttpResponse(html)
    return render(request, "posts/preview.html", {"preview": html})
