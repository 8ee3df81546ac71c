"""How did it go?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.adoption.actions import tell_how_it_went
from intercity.adoption.forms import ReviewForm
from intercity.adoption.models import Review
from intercity.adoption.queries import get_practice_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def how(request: Request, uid: str) -> HttpResponse:
    """The questions about a practice that the viewer's organisation took over; 404 while nobody asked."""
    post = get_practice_for(request.viewer, uid)
    mine = Review.objects.filter(adoption__post=post, adoption__organisation__in=request.viewer.organisation_ids)
    review = mine.select_related("adoption__post", "adoption__organisation").order_by("-days").first()
    if review is None:
        raise Http404
    review.adoption.post = post
    check_may(request.viewer, "adoption.review", review.adoption)
    form = ReviewForm(request.POST or None, initial=vars(review))
    if form.is_valid():
        tell_how_it_went(request.viewer, review, form.told())
        messages.success(request, _("Thank you. Who thinks about doing the same sees it now."))
        return redirect("adoptions", uid=post.uid)
    context = {"section": "spaces", "post": post, "space": post.space, "form": form, "review": review}
    return render(request, "adoption/how.html", context, status=422 if form.is_bound else 200)
