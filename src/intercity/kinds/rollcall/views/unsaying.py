"""Take the words of one's organisation out of the answers of a closed roll call."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intercity.kinds.rollcall.actions.unsaying import check_unsays, has_words_of, texts_of, unsay
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.kinds.rollcall.reply import said_in
from intercity.kinds.rollcall.views.answering import own_box
from intercity.kinds.rollcall.views.case import Case, own_case
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in

BESIDE = frozenset({"comment", "source", "contact"})


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: Request, uid: str) -> HttpResponse:
    """What would go and what stays; whoever presses the button takes it out for ever."""
    case = own_case(request, request.viewer, get_rollcall_for(request.viewer, uid))
    check_unsays(case.viewer, case.rollcall, case.organisation)
    if request.method != "POST":
        return show(request, case)
    unsay(case.viewer, case.rollcall, case.organisation)
    said = _("The words of %(organisation)s are no longer in the results. The figures stay.")
    messages.success(request, said % {"organisation": case.organisation.plate})
    return redirect(own_box(case.rollcall.post))


def show(request: Request, case: Case) -> HttpResponse:
    """The answer in two parts; of one that was withdrawn, that earlier words go."""
    post, names = case.rollcall.post, texts_of(case.rollcall) | BESIDE
    lines = said_in(case.stands, case.asked) if case.stands else []
    context = {
        "section": "spaces", "post": post, "space": post.space, "organisation": case.organisation,
        "goes": [line for line in lines if line.name in names],
        "stays": [line for line in lines if line.name not in names],
        "has_words": has_words_of(case.rollcall, case.organisation),
    }  # fmt: skip
    return render(request, "rollcall/words.html", context)
