"""Remind those who have not answered; ask every week, or stop it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from intercity.kinds.rollcall.actions.reminding import remind
from intercity.kinds.rollcall.actions.repeating import set_repeat
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request


@require_POST
@login_required
def rollcall_remind(request: Request, uid: str) -> HttpResponse:
    """Remind now, and say how many were reminded or why nobody was."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_may(request.viewer, "rollcall.manage", rollcall.post)
    try:
        number = remind(request.viewer, rollcall)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said(number))
    return redirect(rollcall.post)


def said(number: int) -> str:
    """How many were reminded."""
    if not number:
        return _("Nobody was reminded: all have answered, or somebody reminded them just now.")
    text = ngettext("%(n)s organisation is reminded.", "%(n)s organisations are reminded.", number)
    return text % {"n": number}


@require_POST
@login_required
def rollcall_repeat(request: Request, uid: str) -> HttpResponse:
    """Ask every week from now on (`on` is not empty), or stop it."""
    rollcall = get_rollcall_for(request.viewer, uid)
    on = bool(request.POST.get("on"))
    set_repeat(request.viewer, rollcall, on=on)
    text = _("This is asked again every week.") if on else _("This is not asked again.")
    messages.success(request, text)
    return redirect(rollcall.post)
