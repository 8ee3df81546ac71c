"""Select, accept, decline, finish and stop an action."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from intercity.kinds.action.actions.stages import MOVES, move
from intercity.kinds.action.asking import get_evidence_for
from intercity.kinds.action.models import Stage
from intercity.kinds.action.queries import get_action_for
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts.models import Post

TITLES = {
    "select": gettext_lazy("Take it into the plan"),
    "accept": gettext_lazy("Accept the lead"),
    "decline": gettext_lazy("Decline this action"),
    "finish": gettext_lazy("This action is done"),
    "stop": gettext_lazy("Stop this action"),
}


class ReasonForm(forms.Form):
    """Why, in a sentence."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody who sees the action reads this."),
    )  # fmt: skip

    def clean_reason(self) -> str:
        """The text without null bytes (databases refuse them)."""
        return str(self.cleaned_data["reason"]).replace("\x00", "").strip()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: Request, uid: str) -> HttpResponse:
    """Take the step that `do` names. One that needs a reason asks for it first. 404 for strangers, 403 for others."""
    post = get_action_for(request.viewer, uid)
    name = request.POST.get("do", "") or request.GET.get("do", "")
    if name not in MOVES:
        raise Http404
    check_may(request.viewer, MOVES[name].right, post)
    if request.method != "POST":
        return show(request, post, name, ReasonForm())
    form = ReasonForm(request.POST)
    form.fields["reason"].required = MOVES[name].reasoned
    if not form.is_valid():
        return show(request, post, name, form, 422)
    by = request.POST.get("by", "")
    evidence = get_evidence_for(request.viewer, post, by) if by else None
    reached = move(request.viewer, post, name, form.cleaned_data["reason"], evidence)
    messages.success(request, thanks(reached))
    return redirect("space_plan", post.space.slug) if request.POST.get("back") == "plan" else redirect(post)


def show(request: Request, post: Post, name: str, form: ReasonForm, status: int = 200) -> HttpResponse:
    """The page that asks once more, with the reason where one is needed."""
    context = {
        "section": "spaces", "post": post, "space": post.space, "name": name, "title": TITLES[name],
        "form": form if MOVES[name].reasoned else None, "back": request.POST.get("back") or request.GET.get("back", ""),
    }  # fmt: skip
    return render(request, "action/stage.html", context, status=status)


def thanks(reached: Stage) -> str:
    """What the page says then."""
    said = {
        Stage.SELECTED: _("Selected. Its lead is asked to accept."),
        Stage.ACCEPTED: _("It is on the plan and counts from now on."),
        Stage.DECLINED: _("Declined. Whoever proposed it can read why."),
        Stage.DONE: _("Done. Nobody is asked about it any more."),
    }
    return said.get(reached, _("Stopped. Nobody is asked about it any more."))
