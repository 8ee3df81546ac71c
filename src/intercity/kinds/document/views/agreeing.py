"""Say that one's organisation agrees with a version."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.kinds.document.actions import settling
from intercity.kinds.document.queries import get_document_for
from intercity.organisations.request import Request


@login_required
@require_POST
def agree(request: Request, uid: str) -> HttpResponse:
    """Agree with the version `edition`, the one that the page showed, or with `off` with none any more."""
    post = get_document_for(request.viewer, uid)
    given = request.POST.get("edition", "")
    if "off" in request.POST:
        settling.take_back(request.viewer, post)
        messages.success(request, _("Taken back."))
    elif given.isdecimal() and len(given) < 9 and settling.agree(request.viewer, post, int(given)):
        messages.success(request, _("Your organisation agrees with version %(number)s.") % {"number": given})
    else:
        messages.error(request, _("There is no such version. Read it again and say so then."))
    return redirect(f"{post.get_absolute_url()}#agreed")
