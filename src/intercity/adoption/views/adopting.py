"""Say what one's organisation does with a practice."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.adoption.actions import say, take_back
from intercity.adoption.copying import begin_copy, check_copy, may_copy_words, place_of_copy
from intercity.adoption.forms import AdoptForm
from intercity.adoption.models import Adoption
from intercity.adoption.queries import get_practice_for
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.posts.drafts import has_draft
from intercity.posts.models import Post

MOST_SAID = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: Request, uid: str) -> HttpResponse:
    """What about us? The form, what was said before, and a copy to begin with."""
    viewer = request.viewer
    post = get_practice_for(viewer, uid)
    check_may(viewer, "adoption.say", post)
    said = Adoption.objects.filter(post=post, organisation=viewer.organisation).first()
    if "take_back" in request.POST:
        take_back(viewer, post)
        messages.success(request, _("Taken back. Nobody sees any more what your organisation said here."))
        return redirect(post)
    form = AdoptForm(request.POST or None, viewer=viewer, post=post, said=said)
    if form.is_copy:
        check_may(viewer, "space.publish", post.space)
        check_copy(post)
    if not form.is_valid():
        return show(request, post, form, said)
    adoption = say(viewer, post, form.wording())
    if form.is_copy:
        return go_to_copy(request, post, adoption)
    messages.success(request, _("Thank you. Others now see what your organisation does with it."))
    return redirect(f"{post.get_absolute_url()}#others")


def go_to_copy(request: Request, post: Post, adoption: Adoption) -> HttpResponse:
    """On to the composer, which holds the copy."""
    assert request.viewer.person is not None
    place = begin_copy(request.viewer.person, post, adoption.own_uid)
    messages.success(request, _("This is their text. Write what you do in another way, then publish it as yours."))
    return redirect(place.address)


def show(request: Request, post: Post, form: AdoptForm, said: Adoption | None) -> HttpResponse:
    """The page of the form."""
    assert request.viewer.person is not None
    may_copy = may_copy_words(post) and may(request.viewer, "space.publish", post.space) and not (said and said.own_uid)
    context = {
        "section": "spaces", "post": post, "space": post.space, "form": form, "said": said, "may_copy": may_copy,
        "replaces": may_copy and has_draft(request.viewer.person, place_of_copy(post)),
        "history": said.said.select_related("by")[1 : MOST_SAID + 1] if said else [],
    }  # fmt: skip
    return render(request, "adoption/adopt.html", context, status=422 if form.is_bound else 200)
