"""Calendars as files: of one event, of a space, of all that the reader sees; and by somebody's secret address."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.event.addresses import person_behind
from intercity.kinds.event.files import calendar_of, file_name, in_files, summary, viewer_name
from intercity.kinds.event.listing import events_for
from intercity.organisations.request import Request
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.spaces.queries import get_space_for


@require_safe
@public_page
def of_post(request: Request, uid: str) -> HttpResponse:
    """One event; 404 for whoever may not see it, and for what is none."""
    post = get_post_for(request.viewer, uid)
    if getattr(post, "event", None) is None:
        raise Http404
    return answer([post], summary(post), file_name(post))


@require_safe
@public_page
def of_space(request: Request, slug: str) -> HttpResponse:
    """The events of a space that the viewer sees."""
    space = get_space_for(request.viewer, slug)
    return answer(in_files(events_for(request.viewer, space)), space.name, f"{space.slug}.ics")


@require_safe
@public_page
def of_everything(request: Request) -> HttpResponse:
    """All events that the viewer sees; for readers without an account the public ones."""
    return answer(in_files(events_for(request.viewer)), viewer_name(request.viewer), "intercity.ics")


@require_safe
def secret(request: Request, token: str) -> HttpResponse:
    """What the person whose address it is sees now, in their language; 404 for an address that opens nothing."""
    person = person_behind(token)
    if person is None:
        raise Http404
    viewer = viewer_for(person)
    with translation.override(person.language or None):
        found = answer(in_files(events_for(viewer)), viewer_name(viewer), "intercity.ics")
    found["Cache-Control"] = "private, no-store"
    found["X-Robots-Tag"] = "noindex"
    return found


def answer(posts: Iterable[Post], name: str, file: str) -> HttpResponse:
    """The file."""
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(calendar_of(posts, name), content_type="text/calendar; charset=utf-8", headers=headers)
