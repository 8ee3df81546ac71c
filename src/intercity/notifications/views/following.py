"""Follow something, mute it, or neither."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.notifications.actions import set_follow, unfollow
from intercity.notifications.follows import address_of
from intercity.notifications.models import Follow
from intercity.organisations.queries import get_organisation_for
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.organisations.views.shared import back, signed_in
from intercity.posts.queries import get_post_for
from intercity.search.saved import get_view_for
from intercity.spaces.models import Space, SpaceMember, Topic
from intercity.spaces.queries import get_space_for


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Request, what: str, which: str) -> HttpResponse:
    """Whether I follow it (GET), and the choice (POST). What one may not see is not there."""
    viewer = request.viewer
    thing = get_thing_for(viewer, what, which)
    assert viewer.person is not None
    if request.method == "POST":
        choose(request, what, thing)
        return back(request, request.path)
    about: dict[str, Any] = {what: thing}
    row = Follow.objects.filter(person=viewer.person, **about).first()
    context = {
        "section": "me",
        "what": what,
        "thing": thing,
        "address": address_of(thing),
        "row": row,
        "joined": row is None and is_ours(viewer, thing),
    }
    return render(request, "notifications/follow.html", context)


def get_thing_for(viewer: Viewer, what: str, which: str) -> Model:
    """What the address names, as this viewer may see it; Http404 for anything else."""
    if what == "space":
        return get_space_for(viewer, which)
    if what == "organisation":
        return get_organisation_for(viewer, which)
    if what == "post":
        return get_post_for(viewer, which).thread_root
    if what == "topic":
        return get_object_or_404(Topic, slug=which)
    if what == "view" and which.isdecimal() and len(which) < 19:
        return get_view_for(viewer, int(which))
    raise Http404


def is_ours(viewer: Viewer, thing: Model) -> bool:
    """Whether it is a space of the viewer's organisations, which is followed without a row."""
    if not isinstance(thing, Space):
        return False
    return SpaceMember.objects.filter(space=thing, organisation__in=viewer.organisation_ids).exists()


def choose(request: Request, what: str, thing: Model) -> None:
    """Do what the button says, and say so; nothing for any other."""
    wish, person = request.POST.get("wish"), request.viewer.person
    assert person is not None
    if wish == "stop":
        unfollow(person, what, thing)
        messages.success(request, _("You do not follow “%(thing)s” any more.") % {"thing": thing})
    elif wish in ("follow", "mute"):
        set_follow(person, what, thing, muted=wish == "mute")
        said = _("You follow “%(thing)s” now.") if wish == "follow" else _("You hear no more about “%(thing)s”.")
        messages.success(request, said % {"thing": thing})
