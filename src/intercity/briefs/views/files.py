"""A brief as a file."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from intercity.briefs.queries import Opened, get_brief_for
from intercity.briefs.writing import markdown_of, plain
from intercity.organisations.request import Request
from intercity.spaces.queries import get_space_for


@require_safe
def brief_file(request: Request, slug: str, brief: str, ending: str) -> HttpResponse:
    """The brief as `ending` says; Http404 for what there is not."""
    opened = get_brief_for(request.viewer, get_space_for(request.viewer, slug), brief)
    if ending != "md":
        raise Http404
    return as_markdown(opened)


def as_markdown(opened: Opened) -> HttpResponse:
    """Text with whole addresses, for whoever takes it elsewhere."""
    composed = opened.composed()
    text = markdown_of(composed, opened.brief.uid, whole)
    name = f"{opened.brief.space.slug}-{opened.brief.since:%Y-%m-%d}.md"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = f"# {plain(composed.title)}\n\n{text}"
    return HttpResponse(body, content_type="text/markdown; charset=utf-8", headers=headers)


def whole(path: str) -> str:
    """The address of a page as others reach it."""
    return f"{settings.PUBLIC_URL}{path}"
