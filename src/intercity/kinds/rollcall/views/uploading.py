"""Enter a table of answers: paste or upload, look at what was understood, then enter it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.core.tables.errors import ReadError
from intercity.kinds.rollcall.actions.entering import Entered, check_enters, enter_many
from intercity.kinds.rollcall.entering.columns import HEADINGS, field_headings
from intercity.kinds.rollcall.entering.grid import Grid, carried_grid
from intercity.kinds.rollcall.entering.lines import Line, Sheet, read_sheet
from intercity.kinds.rollcall.forms.entering import LONGEST_PASTE, TableForm
from intercity.kinds.rollcall.models import Answer, RollCall
from intercity.kinds.rollcall.queries import get_rollcall_for
from intercity.kinds.rollcall.reply import asked_in
from intercity.kinds.rollcall.views.entering import frame, many, number_in
from intercity.organisations.models import Organisation
from intercity.organisations.request import Request

MOST_NAMED = 20
# Each is a transaction of its own; the others who wait for a page wait no longer than this takes.
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Preview:
    """A table on its way: what it says, and what stood when its reader looked at it."""

    grid: Grid
    sheet: Sheet
    language: str
    moves: int
    fields: str
    post_uid: str

    @property
    def carried(self) -> str:
        """The table, for the button under the preview."""
        return self.grid.carried()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, uid: str) -> HttpResponse:
    """The form, the preview, and after its button the writing; nothing is written before that."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_enters(request.viewer, rollcall)
    if request.method != "POST":
        return show_form(request, rollcall, TableForm())
    try:
        if "carried" in request.POST:
            return take(request, rollcall)
        return look(request, rollcall)
    except ReadError as error:
        form = TableForm(initial={"text": request.POST.get("text", "")[:LONGEST_PASTE]})
        return show_form(request, rollcall, form, str(error))


def look(request: Request, rollcall: RollCall) -> HttpResponse:
    """Read what came, and show it."""
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_form(request, rollcall, form)
    language = get_language() or "en"
    return show_preview(request, rollcall, preview_of(rollcall, form.cleaned_data["grid"], language))


def preview_of(rollcall: RollCall, grid: Grid, language: str) -> Preview:
    """What a table says, against what stands now. Raises ReadError."""
    return Preview(
        grid, read_sheet(rollcall, grid, language), language, rollcall.moves, mark_of(rollcall), rollcall.post.uid
    )


def mark_of(rollcall: RollCall) -> str:
    """Another one as soon as something else is asked."""
    said = [(one.name, one.type, one.label, one.unit, [option.id for option in one.options], one.archived)
            for one in asked_in(rollcall)]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def take(request: Request, rollcall: RollCall) -> HttpResponse:
    """Write the good rows and the ticked ones of the carried table; what changed since the preview is left out."""
    language = request.POST.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else get_language() or "en"
    found = preview_of(rollcall, carried_grid(request.POST["carried"]), language)
    ticked = set(request.POST.getlist("tick"))
    if request.POST.get("fields") != found.fields:
        said = _("The questions were changed meanwhile. Look again at what would be entered.")
        return show_preview(request, rollcall, found, said, ticked)
    moved = moved_since(rollcall, number_in(request, "moves"))
    chosen, overtaken = divide(found.sheet.lines, ticked, moved)
    if not chosen and not overtaken:
        return show_preview(request, rollcall, found, _("Nothing is chosen. Tick the rows that are right."), ticked)
    result = enter_many(request.viewer, rollcall, chosen[:MOST_AT_ONCE])
    result.overtaken[:0] = overtaken
    tell(request, result)
    if len(chosen) <= MOST_AT_ONCE:
        return redirect(rollcall.post)
    return show_rest(request, found, len(chosen) - MOST_AT_ONCE, ticked)


def show_rest(request: Request, found: Preview, count: int, ticked: Collection[str]) -> HttpResponse:
    """What is still to be entered of a long table: what was written stands already."""
    rollcall = get_rollcall_for(request.viewer, found.post_uid)
    told = ngettext(
        "%(n)s answer of this table is still to be entered. Press the button again.",
        "%(n)s answers of this table are still to be entered. Press the button again.",
        count,
    ) % {"n": count}
    rest = preview_of(rollcall, found.grid, found.language)
    return show_preview(request, rollcall, rest, told, ticked, status=200)


def moved_since(rollcall: RollCall, moves: int) -> set[int]:
    """The organisations whose answers changed since there were so many moves."""
    return set(Answer.objects.filter(rollcall=rollcall, move__gt=moves).values_list("organisation", flat=True))


def divide(
    lines: Sequence[Line], ticked: Collection[str], moved: Collection[int]
) -> tuple[list[Line], list[Organisation]]:
    """What is written, and those of which something else was written since the preview."""
    chosen: list[Line] = []
    overtaken: list[Organisation] = []
    for line in lines:
        if line.organisation is None or line.state not in ("good", "doubt"):
            continue
        if line.organisation.pk in moved:
            overtaken.append(line.organisation)
        elif line.state == "good" or str(line.number) in ticked:
            chosen.append(line)
    return chosen, overtaken


def tell(request: Request, result: Entered) -> None:
    """Say what became of the rows."""
    if result.written:
        messages.success(request, many(len(result.written)) + " " + _("The cities get a mail to confirm or correct."))
    if result.waiting:
        said = _("Their lead is asked to approve: %(cities)s.")
        messages.info(request, said % {"cities": names_of(result.waiting)})
    if result.overtaken:
        said = _("Left out, because their answers changed meanwhile: %(cities)s. Look at them, then enter them again.")
        messages.warning(request, said % {"cities": names_of(result.overtaken)})


def names_of(organisations: Sequence[Organisation]) -> str:
    """The first of them."""
    names = [one.plate for one in organisations[:MOST_NAMED]]
    return ", ".join([*names, "…"] if len(organisations) > MOST_NAMED else names)


def show_form(request: Request, rollcall: RollCall, form: TableForm, told: str = "") -> HttpResponse:
    """The empty page, or what is wrong with what came; pasted text stays."""
    fields = [one for one in asked_in(rollcall) if not one.archived]
    context = {
        **frame(rollcall), "form": form, "told": told,
        "headings": [str(HEADINGS["city"]), *field_headings(fields), str(HEADINGS["comment"])],
    }  # fmt: skip
    return render(request, "rollcall/enter_table.html", context, status=422 if told or form.errors else 200)


def show_preview(
    request: Request, rollcall: RollCall, found: Preview, told: str = "", ticked: Collection[str] = (), status: int = 0
) -> HttpResponse:
    """What was understood, what is in doubt, what is wrong."""
    context = {
        **frame(rollcall), "found": found, "sheet": found.sheet, "told": told,
        "ticked": {int(one) for one in ticked if one.isascii() and one.isdecimal() and len(one) < 10},
        "good": found.sheet.by_state["good"], "doubt": found.sheet.ticked_at_most,
        "more_doubt": len(found.sheet.by_state["doubt"]) - len(found.sheet.ticked_at_most),
        "same": found.sheet.by_state["same"], "wrong": found.sheet.by_state["wrong"],
    }  # fmt: skip
    return render(request, "rollcall/enter_preview.html", context, status=status or (409 if told else 200))
