"""Close a roll call, open it again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.kinds.rollcall.actions import closing
from intercity.kinds.rollcall.forms.closing import ResultForm
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.kinds.rollcall.seeing import see
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.views.forming import preview_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, uid: str) -> HttpResponse:
    """Say what came out, and close it; change the note of a closed one."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_may(request.viewer, "rollcall.manage", rollcall.post)
    # The note speaks of the answers: it is shown, and replaced, only by whoever may see these.
    hidden = "" if see(request.viewer, rollcall.post) else rollcall.result
    shown = "" if hidden else rollcall.result
    form = ResultForm(request.POST if request.method == "POST" else None, initial={"result": shown})
    if request.method != "POST" or "preview" in request.POST or not form.is_valid():
        return show(request, rollcall, form)
    closing.close(request.viewer, rollcall, form.cleaned_data["result"] or hidden)
    messages.success(request, _("Saved.") if rollcall.is_closed else _("Closed. The answers stay as they are now."))
    return redirect(rollcall.post)


def show(request: Request, rollcall: RollCall, form: ResultForm) -> HttpResponse:
    """The page, with a preview where one was asked for."""
    looks = "preview" in request.POST
    valid = not form.is_bound or form.is_valid()
    context = {
        "section": "spaces", "post": rollcall.post, "space": rollcall.post.space, "rollcall": rollcall, "form": form,
        "preview": preview_of(form.cleaned_data["result"]) if looks and valid else None,
        "seen": see(request.viewer, rollcall.post),
    }  # fmt: skip
    return render(request, "rollcall/close.html", context, status=200 if valid else 422)


@login_required
@require_POST
def reopen(request: Request, uid: str) -> HttpResponse:
    """Let cities answer again."""
    rollcall = get_rollcall_for(request.viewer, uid)
    closing.reopen(request.viewer, rollcall)
    messages.success(request, _("Open again. Cities can answer and change their answers."))
    return redirect(rollcall.post)
