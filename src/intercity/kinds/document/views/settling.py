"""Say how far a document is."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.kinds.document.actions import settling
from intercity.kinds.document.forms import StatusForm
from intercity.kinds.document.queries import get_document_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: Request, uid: str) -> HttpResponse:
    """Draft, in consultation until a day, or adopted."""
    post = get_document_for(request.viewer, uid)
    check_may(request.viewer, "document.settle", post)
    row = post.document
    initial = {"status": row.status, "consultation_until": row.consultation_until}
    form = StatusForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        settling.settle(request.viewer, post, data["status"], data["consultation_until"])
        messages.success(request, _("Saved."))
        return redirect(post)
    context = {"section": "spaces", "post": post, "space": post.space, "form": form}
    return render(request, "document/status.html", context, status=422 if form.is_bound else 200)
