"""The briefs of a space, and the form for a new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from intercity.briefs.actions import make_brief
from intercity.briefs.forms import BriefForm
from intercity.briefs.queries import kept_briefs, published_briefs
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Label, Space
from intercity.spaces.queries import get_space_for


@require_http_methods(["GET", "HEAD", "POST"])
def briefs(request: Request, slug: str) -> HttpResponse:
    """What was published, for everybody who sees it; for coordinators what they keep, and the choices for a new one."""
    viewer, space = request.viewer, get_space_for(request.viewer, slug)
    if request.method == "POST":
        check_may(viewer, "brief.make", space)
        form = BriefForm(viewer, space, request.POST)
        if form.is_valid():
            made = make_brief(viewer, space, **{**form.cleaned_data, "label": Label(form.cleaned_data["label"])})
            return redirect("brief_one", slug, made.uid)
        return page(request, space, form, 422)
    return page(request, space, BriefForm(viewer, space) if may(viewer, "brief.make", space) else None)


def page(request: HttpRequest, space: Space, form: BriefForm | None, status: int = 200) -> HttpResponse:
    """The page, with the form as it was filled in."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        **frame(viewer, space), "form": form, "published": published_briefs(viewer, space),
        "kept": kept_briefs(viewer, space),
    }  # fmt: skip
    return render(request, "briefs/briefs.html", context, status=status)


def frame(viewer: Viewer, space: Space) -> dict[str, Any]:
    """What the head of a page of the space says."""
    return {
        "section": "spaces", "tab": "brief", "space": space, "may_coordinate": may(viewer, "space.coordinate", space),
    }  # fmt: skip
