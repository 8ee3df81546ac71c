"""One page for the notes of an event: saved as typed, part by part, or all at once by a button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.activity.kept import catch_up
from intercity.core.personal import days_of
from intercity.kinds.report.links import REPORT
from intercity.kinds.report.notes import actions
from intercity.kinds.report.notes.forms import NoteForm, form_of
from intercity.kinds.report.notes.models import Note, NotePart
from intercity.kinds.report.notes.queries import get_event_for, parts_of
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.posts.links import linked
from intercity.posts.models import Post

NOT_KEPT = {"Cache-Control": "private, no-store"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: Request, uid: str) -> HttpResponse:
    """All parts, to read and write in; what was sent without JavaScript is merged like everything else."""
    post = get_event_for(request.viewer, uid)
    if request.method != "POST":
        return show(request, post, [form_of(part) for part in parts_of(post)])
    check_may(request.viewer, "notes.write", post)
    forms = [form_of(part, request.POST) for part in parts_of(post)]
    for part, form in zip(NotePart, forms, strict=True):
        keep(request, post, part, form)
    if any(form.errors for form in forms):
        return show(request, post, forms, status=422)
    messages.success(request, _("Saved."))
    return redirect("event_notes", uid)


def keep(request: Request, post: Post, part: NotePart, form: NoteForm) -> None:
    """Save one part; what is wrong with it stands in the form then."""
    if not form.is_valid():
        return
    try:
        actions.write(request.viewer, post, part, form.said())
    except ValidationError as refused:
        form.add_error("body", refused)


def show(request: Request, post: Post, forms: Sequence[NoteForm], status: int = 200) -> HttpResponse:
    """The page."""
    parts = zip(parts_of(post), forms, strict=True)
    context: dict[str, Any] = {
        "section": "spaces", "post": post, "space": post.space, "known": catch_up(), "reports": linked(
            request.viewer, post, REPORT
        ), "parts": [(part, form, said_last(part.row)) for part, form in parts],
        "writes": may(request.viewer, "notes.write", post), "days": days_of("notes"),
        "report_path": f"{reverse('compose', args=[post.space.slug, 'report'])}?from={post.uid}&fill=1",
    }  # fmt: skip
    answer = render(request, "report/notes.html", context, status=status)
    answer["Cache-Control"] = NOT_KEPT["Cache-Control"]
    return answer


@login_required
@require_POST
def save(request: Request, uid: str, part: str) -> JsonResponse:
    """Save what is typed so far in one part, and give it as it stands with everybody's words, as JSON.

    `sent` and `base` say from which version to go on: from what was sent, or from what is given. 422 with `error`.
    """
    post = get_event_for(request.viewer, uid)
    check_may(request.viewer, "notes.write", post)
    if part not in NotePart:
        raise Http404
    form = NoteForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([str(error) for errors in form.errors.values() for error in errors])
        saved = actions.write(request.viewer, post, NotePart(part), form.said())
    except ValidationError as refused:
        return JsonResponse({"error": " ".join(refused.messages)}, status=422)
    told = {"body": saved.note.body, "base": saved.base, "sent": saved.sent, "by": said_last(saved.note)}
    return JsonResponse(told, headers=NOT_KEPT)


@login_required
@require_safe
def versions(request: Request, uid: str) -> JsonResponse:
    """Which version of each part stands, as JSON: an open page asks for what others wrote when it has another."""
    post = get_event_for(request.viewer, uid)
    rows = Note.objects.filter(post=post).values_list("part", "version")
    return JsonResponse({part: str(version) for part, version in rows}, headers=NOT_KEPT)


@login_required
@require_POST
def delete(request: Request, uid: str) -> HttpResponse:
    """Delete the notes of an event."""
    post = get_event_for(request.viewer, uid)
    actions.delete(request.viewer, post)
    messages.success(request, _("The notes are deleted."))
    return redirect(post.get_absolute_url())


def said_last(note: Note | None) -> str:
    """Who wrote last in a part, and when; "" where nobody did."""
    if note is None or not note.pk or note.by is None:
        return ""
    at = timezone.localtime(note.edited_at)
    said = {"name": note.by, "time": date_format(at, "j M Y, H:i")}
    return _("%(name)s wrote here last, %(time)s") % said
