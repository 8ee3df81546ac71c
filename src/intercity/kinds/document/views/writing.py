"""Write in a section: with a form, or saved as it is typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.activity.kept import catch_up
from intercity.core.together import Said
from intercity.core.uids import new_uid
from intercity.kinds.document.actions import writing
from intercity.kinds.document.actions.writing import Saved
from intercity.kinds.document.forms import SectionForm
from intercity.kinds.document.models import Section
from intercity.kinds.document.queries import get_section_for
from intercity.kinds.document.views.counting import count
from intercity.organisations.limits import TooOftenError, retry
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.views.forming import preview_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, uid: str, section: str) -> HttpResponse:
    """The page to write a section on. Where others wrote in the same place meanwhile, it shows both and stays open."""
    row = get_section_for(request.viewer, uid, section, removed=request.method == "POST")
    check_may(request.viewer, "document.write", row.post)
    if request.method != "POST":
        return show(request, row, fresh_form(row))
    form = SectionForm(request.POST)
    if "preview" in request.POST or not form.is_valid():
        return show(request, row, form, looks="preview" in request.POST)
    try:
        saved = writing.write(request.viewer, row, said_in(form), count(request))
    except ValidationError as refused:
        form.add_error(None, refused)
        return show(request, row, form)
    except TooOftenError as error:
        form.add_error(None, error.sentence)
        return retry(show(request, row, form), error.seconds)
    if saved.overlaps:
        return show(request, saved.section, fresh_form(saved.section), saved.overlaps)
    messages.success(request, _("Saved."))
    return redirect(f"{row.post.get_absolute_url()}#s-{row.uid}")


@login_required
@require_POST
def save(request: Request, uid: str, section: str) -> JsonResponse:
    """Save what is typed so far, and give the text as it stands with everybody's words, as JSON.

    `sent` and `base` say from which version to go on: from what was sent, or from what is given. 422 with `error`, 429
    when it was too often: the browser keeps the text and sends it later.
    """
    row = get_section_for(request.viewer, uid, section, removed=True)
    check_may(request.viewer, "document.write", row.post)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return refused_with([str(error) for errors in form.errors.values() for error in errors])
    try:
        saved = writing.write(request.viewer, row, said_in(form), count(request))
    except ValidationError as refused:
        return refused_with(refused.messages)
    except TooOftenError as error:
        retry(answer := refused_with([error.sentence]), error.seconds)
        return answer
    return JsonResponse(answer_of(saved), headers={"Cache-Control": "no-store"})


def said_in(form: SectionForm) -> Said:
    """What a valid form says."""
    data = form.cleaned_data
    return Said(data["title"], data["body"], data["base"], data["key"])


def answer_of(saved: Saved) -> dict[str, Any]:
    """What the page needs to go on."""
    row = saved.section
    return {
        "title": row.title, "body": row.body, "base": saved.base, "sent": saved.sent, "overlaps": saved.overlaps,
        "removed": row.removed_at is not None,
    }  # fmt: skip


def refused_with(sentences: list[str]) -> JsonResponse:
    """Nothing was saved, and why."""
    return JsonResponse({"error": " ".join(sentences)}, status=422)


def fresh_form(section: Section) -> SectionForm:
    """The form with the section as it stands."""
    initial = {"title": section.title, "body": section.body, "base": section.version, "key": new_uid()}
    return SectionForm(initial=initial)


def show(
    request: Request, section: Section, form: SectionForm, overlaps: object = (), *, looks: bool = False
) -> HttpResponse:
    """The page, with a preview where one was asked for."""
    bad = form.is_bound and not form.is_valid()
    context = {
        "section": "spaces", "post": section.post, "space": section.post.space, "row": section, "form": form,
        "overlaps": overlaps, "known": catch_up(),
        "preview": preview_of(form.cleaned_data["body"]) if looks and not bad else None,
    }  # fmt: skip
    return render(request, "document/edit.html", context, status=422 if bad else 200)
