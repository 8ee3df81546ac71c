"""The page on which an organisation says what it experienced."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.kinds.technology.actions import tell
from intercity.kinds.technology.experience_forms import ExperienceForm
from intercity.kinds.technology.experiences import standing_of
from intercity.kinds.technology.kind import experience as kind
from intercity.organisations.limits import TooOftenError
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.drafts import Place, edit_place
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.posts.sight import labels_under
from intercity.posts.views.between import between
from intercity.posts.views.composing import person_of
from intercity.posts.views.forming import (
    Writing,
    begin_writing,
    count_and_discard,
    keep,
    put_off,
    take_writing,
    with_wait,
)
from intercity.posts.views.labels import options_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def experience(request: Request, uid: str) -> HttpResponse:
    """Tell it, or tell it anew. 404 for strangers and for other posts, 403 for whoever may not."""
    post = get_post_for(request.viewer, uid)
    if getattr(post, "technology", None) is None:
        raise Http404
    check_may(request.viewer, "experience.tell", post)
    assert request.viewer.acting is not None
    standing = standing_of(post, request.viewer.acting.organisation_id)
    if standing is not None and not Post.objects.visible_to(request.viewer).filter(pk=standing.pk).exists():
        # A colleague told it for readers of whom this one is none: its words must not come back in a form.
        raise PermissionDenied(_("You may not do this. Ask the lead of your organisation or a coordinator."))
    place = edit_place(standing) if standing else place_of(post)
    if request.method != "POST":
        given = kind.details(standing) if standing else None
        return show(request, post, begin_writing(
            request, person_of(request), place, ExperienceForm, post.space, standing, given), standing)  # fmt: skip
    writing, good = take_writing(request, person_of(request), place, ExperienceForm, post.space, standing)
    return take(request, post, writing, standing) if good else show(request, post, writing, standing, writing.status)


def place_of(post: Post) -> Place:
    """Where the draft of a first one is kept."""
    return Place(f"comment-{post.uid}-experience", reverse("experience", args=[post.uid]), post=post)


def take(request: Request, post: Post, writing: Writing, standing: Post | None) -> HttpResponse:
    """Publish a valid form, or show it again with what is wrong."""
    label = request.POST.get("label", "")
    if label and label not in labels_under(request.viewer, post):
        writing.form.add_error(None, _("What you answer is for fewer people. Choose again who may see your answer."))
        keep(request, person_of(request), writing)
        return show(request, post, writing, standing, 422)
    asked = between(request, writing, post)
    if asked is not None:
        return asked
    along = partial(count_and_discard, request, person_of(request), writing)
    try:
        told = tell(request.viewer, post, writing.form.content(), along, "" if standing else label)
    except TooOftenError as error:
        put_off(request, person_of(request), writing, error)
        return show(request, post, writing, standing)
    except ValidationError as refused:
        writing.form.add_error(None, refused)
        keep(request, person_of(request), writing)
        return show(request, post, writing, standing, 422)
    messages.success(request, _("Thank you. Colleagues in other cities see it now."))
    return redirect(told)


def show(request: Request, post: Post, writing: Writing, standing: Post | None, status: int = 200) -> HttpResponse:
    """The page with the form as it stands."""
    chosen = request.POST.get("label", post.label)
    context = {
        "section": "spaces", "space": post.space, "post": post, "writing": writing, "standing": standing,
        "labels": [] if standing else options_of(labels_under(request.viewer, post), chosen),
    }  # fmt: skip
    return with_wait(render(request, "technology/experience.html", context, status=status), writing)
