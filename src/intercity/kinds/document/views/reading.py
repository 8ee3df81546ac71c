"""One section by itself: for reading long documents, and for comments on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.document.models import Section
from intercity.kinds.document.queries import get_section_for, heads
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.spaces.models import Label

MOST_REMARKS = 100


@require_safe
@public_page
def section(request: Request, uid: str, section: str) -> HttpResponse:
    """The section, the ones before and after it, and what was said on it."""
    row = get_section_for(request.viewer, uid, section)
    return render(request, "document/section.html", reading_context(request, row))


def reading_context(request: Request, row: Section, typed: str = "") -> dict[str, Any]:
    """What the page shows; `typed` is a comment that could not be taken."""
    post, all_heads = row.post, heads(row.post)
    place = next((at for at, one in enumerate(all_heads) if one.pk == row.pk), 0)
    remarks = Post.objects.visible_to(request.viewer).filter(root=post, remark__section=row)
    return {
        "section": "spaces", "post": post, "space": post.space, "row": row, "number": place + 1,
        "before": all_heads[place - 1] if place else None,
        "after": all_heads[place + 1] if place + 1 < len(all_heads) else None,
        "remarks": remarks.select_related("organisation", "root").order_by("pk")[:MOST_REMARKS],
        "may_write": may(request.viewer, "document.write", post),
        "may_comment": may(request.viewer, "post.comment", post),
        "is_public": post.label == Label.CLEAR, "typed": typed,
    }  # fmt: skip
