"""Coordinators enter what cities said: one city, or a table. Cities confirm it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from intercity.kinds.rollcall.actions.answering import AnsweredMeanwhileError, check_answers
from intercity.kinds.rollcall.actions.entering import check_enters, confirm, enter
from intercity.kinds.rollcall.entering.form_file import write_form
from intercity.kinds.rollcall.entering.lines import is_ours, own_word
from intercity.kinds.rollcall.forms.answering import AnswerForm
from intercity.kinds.rollcall.forms.entering import CityForm
from intercity.kinds.rollcall.models import Answer, AnswerState, Proposal, RollCall
from intercity.kinds.rollcall.queries import asked_organisation, get_rollcall_for, own_invited
from intercity.kinds.rollcall.reply import asked_in, reply_of, said_in
from intercity.kinds.rollcall.seeing import see
from intercity.organisations.models import Organisation
from intercity.organisations.request import Request
from intercity.posts.uploads.office import OOXML

XLSX = next(mime.decode() for mime, ending in OOXML.items() if ending == "xlsx")
# The browser's own list stays quick up to about here; whoever is not in it can still be typed.
MOST_NAMES = 2000
MOST_MISSING = 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_one(request: Request, uid: str) -> HttpResponse:
    """Choose a city (`?city=`), then its answer in the same form that the city has."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_enters(request.viewer, rollcall)
    if request.method == "POST":
        return take_one(request, rollcall, asked_organisation(request.POST.get("for", "")[:64], rollcall))
    form = CityForm(request.GET if "city" in request.GET else None, rollcall=rollcall)
    if form.is_bound and form.is_valid():
        return show_one(request, rollcall, form.cleaned_data["city"])
    return choose_city(request, rollcall, form)


def choose_city(request: Request, rollcall: RollCall, form: CityForm) -> HttpResponse:
    """Which city? With those that have not answered, to choose from."""
    seen = see(request.viewer, rollcall.post)
    names = Organisation.objects.filter(rollcalls__rollcall=rollcall).order_by("name").values_list("name", flat=True)
    context = {
        **frame(rollcall), "form": form, "names": names[:MOST_NAMES],
        "missing": seen.missing[:MOST_MISSING] if seen else (),
    }  # fmt: skip
    return render(request, "rollcall/enter.html", context, status=422 if form.errors else 200)


def frame(rollcall: RollCall) -> dict[str, Any]:
    """What each page begins with."""
    return {"section": "spaces", "post": rollcall.post, "space": rollcall.post.space, "rollcall": rollcall}


def standing_of(rollcall: RollCall, organisation: Organisation) -> Answer | None:
    """What it answered, or took back."""
    return Answer.objects.filter(rollcall=rollcall, organisation=organisation).first()


def answer_form(rollcall: RollCall, standing: Answer | None, data: Any = None) -> AnswerForm:
    """The form, prefilled with what stands."""
    asked = asked_in(rollcall)
    stands = standing is not None and standing.state == AnswerState.OFFICIAL
    initial = reply_of(standing, asked) if standing is not None and stands else None
    return AnswerForm(data, asked=asked, initial=initial, language=get_language() or "en")


def show_one(
    request: Request, rollcall: RollCall, organisation: Organisation, form: AnswerForm | None = None, told: str = ""
) -> HttpResponse:
    """The form for one city, with what stands and the tick that replaces the city's own word."""
    standing = standing_of(rollcall, organisation)
    asked = asked_in(rollcall)
    stands = standing is not None and standing.state == AnswerState.OFFICIAL
    context = {
        **frame(rollcall), "organisation": organisation, "form": form or answer_form(rollcall, standing),
        "standing": standing, "told": told, "own_word": own_word(standing, asked),
        "said": said_in(reply_of(standing, asked), asked) if standing is not None and stands else [],
        "version": standing.version if standing else 0,
    }  # fmt: skip
    bad = bool(told) or (form is not None and bool(form.errors))
    return render(request, "rollcall/enter_one.html", context, status=422 if bad else 200)


def take_one(request: Request, rollcall: RollCall, organisation: Organisation) -> HttpResponse:
    """Write it; what was typed stays where that is not possible."""
    standing = standing_of(rollcall, organisation)
    form = answer_form(rollcall, standing, request.POST)
    if not form.is_valid():
        return show_one(request, rollcall, organisation, form)
    if standing is not None and not is_ours(standing) and "replace" not in request.POST:
        return show_one(request, rollcall, organisation, form, _("Tick below that your answer replaces theirs."))
    try:
        made = enter(request.viewer, rollcall, organisation, form.reply(), seen=number_in(request, "seen"))
    except AnsweredMeanwhileError:
        said = _("Another answer came in meanwhile. It stands above. Enter yours again if it is right.")
        return show_one(request, rollcall, organisation, form, said)
    messages.success(request, thanks(made, organisation))
    return redirect("rollcall_enter", uid=rollcall.post.uid)


def thanks(made: Answer | Proposal, organisation: Organisation) -> str:
    """What became of it."""
    if isinstance(made, Proposal):
        said = _("Entered for %(city)s. Their lead is asked to approve it; until then it does not count.")
    else:
        said = _("Entered for %(city)s. They get a mail to confirm or correct it.")
    return said % {"city": organisation.plate}


def number_in(request: Request, name: str) -> int:
    """A whole number that a form carries; -1, which fits nothing, for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


@login_required
@require_GET
def form_file(request: Request, uid: str) -> HttpResponse:
    """The empty form as a workbook."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_enters(request.viewer, rollcall)
    out = BytesIO()
    write_form(rollcall, [one for one in asked_in(rollcall) if not one.archived], out)
    exercise = "exercise-" if rollcall.post.space.is_exercise else ""
    name = f"{exercise}{rollcall.post.space.slug}-{rollcall.post.uid}-form-tlp-{rollcall.post.label}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=headers)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_entered(request: Request, uid: str) -> HttpResponse:
    """As a speaker of the city: is what was entered for us right? Opening the page confirms nothing."""
    rollcall = get_rollcall_for(request.viewer, uid)
    organisation = own_organisation(request, rollcall)
    check_answers(request.viewer, rollcall, organisation)
    if request.method != "POST":
        return show_entered(request, rollcall, organisation)
    try:
        confirm(request.viewer, rollcall, organisation, seen=number_in(request, "seen"))
    except AnsweredMeanwhileError:
        said = _("The answer has changed since you opened the page. Look at it again.")
        return show_entered(request, rollcall, organisation, said)
    messages.success(request, _("Confirmed. It is your own answer now."))
    return redirect(rollcall.post)


def own_organisation(request: Request, rollcall: RollCall) -> Organisation:
    """The asked organisation of the viewer that the address or form names, else the first; Http404 for none."""
    slug = request.POST.get("organisation") or request.GET.get("organisation") or ""
    own = [one.organisation for one in own_invited(request.viewer, rollcall)]
    own = [one for one in own if one.slug == slug] if slug else own
    if not own:
        raise Http404
    return own[0]


def show_entered(request: Request, rollcall: RollCall, organisation: Organisation, told: str = "") -> HttpResponse:
    """What was entered, with both buttons."""
    standing = standing_of(rollcall, organisation)
    if standing is None or standing.state != AnswerState.OFFICIAL:
        raise Http404
    asked = asked_in(rollcall)
    context = {
        **frame(rollcall), "organisation": organisation, "standing": standing, "told": told,
        "said": said_in(reply_of(standing, asked), asked), "waits": not standing.confirmed,
        "correct": reverse("rollcall_answer", args=[rollcall.post.uid]),
    }  # fmt: skip
    return render(request, "rollcall/enter_confirm.html", context, status=409 if told else 200)


def many(count: int) -> str:
    """How many answers were entered."""
    return ngettext("%(n)s answer entered.", "%(n)s answers entered.", count) % {"n": count}
