"""Whoever asks chooses who is asked directly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from intercity.matching.actions import ask
from intercity.matching.candidates import who_can_answer
from intercity.matching.models import Asked, Pursuit
from intercity.matching.proposing import MOST_REASONS, Proposal, describe, propose
from intercity.matching.queries import asked_lines
from intercity.matching.reasons import sentences_of
from intercity.matching.subject import subject_of
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.spaces.forms import OrganisationForm

MOST_AT_ONCE: Final = 12
# The browser's own list stays quick up to about here; whoever is not in it can still be typed.
MOST_NAMES: Final = 2000


@dataclass
class Choice:
    """The list as it stands on the page: organisations with reasons, which are ticked, the field to add one."""

    proposals: Sequence[Proposal]
    ticked: set[str]
    adding: OrganisationForm = field(default_factory=OrganisationForm)
    error: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, uid: str) -> HttpResponse:
    """The proposals with their reasons, to edit and send. 404 for strangers, 403 for whoever did not ask."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.ask", post)
    if request.method != "POST":
        return show(request, post, fresh(request, post))
    choice = as_sent(request, post)
    if request.POST.get("do") == "add":
        add(request, post, choice)
    elif not choice.error:
        try:
            return send(request, post, choice)
        except PermissionDenied as refused:
            # Somebody on the list cannot be asked now: the rest of the choice is not lost.
            choice.error = str(refused)
    return show(request, post, choice, 422 if choice.error or choice.adding.errors else 200)


def fresh(request: Request, post: Post) -> Choice:
    """What is proposed, everything ticked; whoever was asked or taken off before is not proposed again."""
    pursuit = Pursuit.objects.filter(post=post).first()
    asked = Asked.objects.filter(post=post).values_list("organisation", flat=True)
    off = Organisation.objects.filter(uid__in=pursuit.left_out if pursuit else ()).values_list("pk", flat=True)
    found = propose(request.viewer, subject_of(post), leave_out={*asked, *off})
    wanted = request.GET.get("organisation", "").replace("\x00", "")
    found = with_wanted(request, post, found, wanted) if wanted else found
    return Choice(found, {one.organisation.slug for one in found})


def with_wanted(request: Request, post: Post, found: Sequence[Proposal], slug: str) -> list[Proposal]:
    """The proposals with one that the address names in front, where it can be asked."""
    rows = who_can_answer(subject_of(post)).filter(slug=slug).exclude(asked__post=post)
    named = describe(request.viewer, subject_of(post), list(rows.values_list("pk", flat=True)))
    return [*named, *(one for one in found if one.organisation.slug != slug)]


def as_sent(request: Request, post: Post) -> Choice:
    """The list as the browser has it; reasons are worked out anew, nothing of them is taken from the form."""
    # Databases refuse null bytes.
    shown = [slug for slug in request.POST.getlist("shown")[: 2 * MOST_AT_ONCE] if "\x00" not in slug]
    ticked = set(request.POST.getlist("ask")) & set(shown)
    rows = who_can_answer(subject_of(post)).filter(slug__in=shown)
    found = describe(request.viewer, subject_of(post), list(rows.values_list("pk", flat=True)))
    found.sort(key=lambda one: shown.index(one.organisation.slug))
    error = _("Choose %(most)s at most.") % {"most": MOST_AT_ONCE} if len(ticked) > MOST_AT_ONCE else ""
    return Choice(found, ticked, error=error)


def add(request: Request, post: Post, choice: Choice) -> None:
    """Put the organisation that was typed on the list, ticked; or say why not."""
    choice.adding = form = OrganisationForm(request.POST)
    if not form.is_valid():
        return
    organisation = form.cleaned_data["organisation"]
    if not who_can_answer(subject_of(post)).filter(pk=organisation.pk).exists():
        form.add_error("organisation", _("Nobody there can see or answer this question."))
        return
    known = {one.organisation.pk for one in choice.proposals}
    if organisation.pk not in known:
        choice.proposals = [*choice.proposals, *describe(request.viewer, subject_of(post), [organisation.pk])]
    choice.ticked.add(organisation.slug)
    choice.adding = OrganisationForm()


def send(request: Request, post: Post, choice: Choice) -> HttpResponse:
    """Ask those that are ticked; those that were not are left out of later rings too."""
    chosen = [one for one in choice.proposals if one.organisation.slug in choice.ticked]
    left_out = [one.organisation.uid for one in choice.proposals if one.organisation.slug not in choice.ticked]
    asked = ask(request.viewer, post, chosen, left_out=left_out, goes_on="goes_on" in request.POST)
    messages.success(request, thanks(len(asked)))
    return redirect(post)


def thanks(count: int) -> str:
    """What the page says after sending."""
    if not count:
        return _("Nobody was asked directly. Everybody who may see your question can answer it.")
    return ngettext(
        "%(n)s organisation was asked. You hear when it answers.",
        "%(n)s organisations were asked. You hear when one answers.",
        count,
    ) % {"n": count}


def rows_of(choice: Choice) -> list[tuple[Organisation, bool, list[str]]]:
    """Each organisation, whether it is ticked, and its reasons in words."""
    said = sentences_of(one.reasons for one in choice.proposals)
    each = zip(choice.proposals, said, strict=True)
    return [(one.organisation, one.organisation.slug in choice.ticked, why) for one, why in each]


def show(request: Request, post: Post, choice: Choice, status: int = 200) -> HttpResponse:
    """The page."""
    pursuit = Pursuit.objects.filter(post=post).first()
    candidates = who_can_answer(subject_of(post))
    context = {
        "section": "spaces",
        "post": post,
        "space": post.space,
        "rows": rows_of(choice),
        "adding": choice.adding,
        "error": choice.error,
        "goes_on": "goes_on" in request.POST if request.method == "POST" else pursuit is None or pursuit.goes_on,
        "lines": asked_lines(post, reasons=MOST_REASONS if request.viewer.reads_network else 0),
        "others": candidates.order_by("name").values_list("name", flat=True)[:MOST_NAMES],
    }  # fmt: skip
    return render(request, "matching/ask.html", context, status=status)
