"""Choose and order the sentences of a brief, publish it, or drop it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.briefs.actions import ChangedError, LostError, change_brief, drop_brief, publish_brief
from intercity.briefs.forms import chosen_keys, place_of
from intercity.briefs.queries import Opened, get_brief_for
from intercity.briefs.views.showing import brief_page
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.spaces.queries import get_space_for

PLACE = "place:"


@login_required
@require_POST
def edit(request: Request, slug: str, brief: str) -> HttpResponse:
    """Keep the ticked sentences in the order of their numbers, or (`lost`) those that still have a source."""
    opened = get_made(request, slug, brief)
    composed = opened.composed()
    if "lost" in request.POST:
        keys = composed.keys
    else:
        places = {name.removeprefix(PLACE): value for name, value in request.POST.items() if name.startswith(PLACE)}
        keys = chosen_keys(composed, request.POST.getlist("keep"), places)  # type: ignore[arg-type]
    if not keys:
        return brief_page(request, opened, 422, _("Keep at least one sentence."))
    try:
        change_brief(request.viewer, opened.brief, keys, place_of(request.POST.get("version", ""), 0))
    except ChangedError:
        return changed(request, opened)
    messages.success(request, _("Saved."))
    return redirect("brief_one", slug, brief)


@login_required
@require_POST
def publish(request: Request, slug: str, brief: str) -> HttpResponse:
    """Publish it as it stands there; on to its page. Sending it twice publishes once."""
    opened = get_made(request, slug, brief)
    if opened.post is not None:
        return redirect(opened.post.get_absolute_url())
    try:
        post = publish_brief(request.viewer, opened.brief, request.POST.get("digest", ""))
    except ChangedError:
        return changed(request, opened)
    except LostError:
        note = _("Some sentences have no source any more that every reader may see. Take them out first.")
        return brief_page(request, get_made(request, slug, brief), 422, note)
    except ValidationError as refused:
        return brief_page(request, opened, 422, " ".join(refused.messages))
    return redirect(post.get_absolute_url())


@login_required
@require_POST
def drop(request: Request, slug: str, brief: str) -> HttpResponse:
    """Delete one that is not published."""
    opened = get_made(request, slug, brief)
    drop_brief(request.viewer, opened.brief)
    messages.success(request, _("The brief is deleted."))
    return redirect("brief", slug)


def get_made(request: Request, slug: str, uid: str) -> Opened:
    """The brief, for whoever may change it; PermissionDenied for its other readers."""
    space = get_space_for(request.viewer, slug)
    opened = get_brief_for(request.viewer, space, uid)
    check_may(request.viewer, "brief.make", space)
    return opened


def changed(request: Request, opened: Opened) -> HttpResponse:
    """The page as it is now, for whoever acted on another."""
    space = opened.brief.space
    note = _(
        "Somebody changed this brief or one of its sources meanwhile. Look at it as it is now, and go on from here."
    )
    return brief_page(request, get_brief_for(request.viewer, space, opened.brief.uid), 409, note)
