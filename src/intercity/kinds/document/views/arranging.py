"""Begin a section, move it, take it out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.core.uids import new_uid
from intercity.kinds.document.actions import arranging
from intercity.kinds.document.forms import SectionForm
from intercity.kinds.document.queries import get_document_for, get_section_for
from intercity.kinds.document.views.counting import count
from intercity.organisations.limits import TooOftenError, retry
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.models import Post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, uid: str) -> HttpResponse:
    """A new section at the end. Its form's key is its uid: sending twice adds one."""
    post = get_document_for(request.viewer, uid)
    check_may(request.viewer, "document.write", post)
    form = SectionForm(request.POST if request.method == "POST" else None, initial={"key": new_uid()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = arranging.begin(request.viewer, post, data["title"], data["body"], data["key"], count(request))
        except ValidationError as refused:
            form.add_error(None, refused)
        except TooOftenError as error:
            form.add_error(None, error.sentence)
            return retry(show(request, post, form), error.seconds)
        else:
            return redirect(f"{post.get_absolute_url()}#s-{row.uid}")
    return show(request, post, form)


def show(request: Request, post: Post, form: SectionForm) -> HttpResponse:
    """The page."""
    context = {"section": "spaces", "post": post, "space": post.space, "form": form}
    return render(request, "document/begin.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def move(request: Request, uid: str, section: str) -> HttpResponse:
    """Change places with the one above (`up=1`) or below."""
    row = get_section_for(request.viewer, uid, section)
    count(request)(0)
    arranging.move(request.viewer, row, up=request.POST.get("up") == "1")
    return redirect(f"{row.post.get_absolute_url()}#s-{row.uid}")


@login_required
@require_POST
def remove(request: Request, uid: str, section: str) -> HttpResponse:
    """Take it out of the document; what it said stays among the versions."""
    row = get_section_for(request.viewer, uid, section, removed=True)
    count(request)(0)
    arranging.remove(request.viewer, row)
    messages.success(request, _("Removed. What it said stays among the versions."))
    return redirect(row.post)
