"""What a template brought for the plan: coordinators propose it, or drop it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from intercity.kinds.action.actions.outlines import QUICKER, drop_outlines, propose_outlines
from intercity.kinds.action.forms import day_field
from intercity.kinds.action.models.outline import Outline
from intercity.kinds.action.models.parts import today
from intercity.organisations.limits import TooOftenError, keys_of, retry, spend
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.spaces.models import Space
from intercity.spaces.queries import get_space_for


class OutlineForm(forms.Form):
    """Which of them, from which day."""

    actions = forms.MultipleChoiceField(
        label=gettext_lazy("Which of them?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": QUICKER},
    )  # fmt: skip
    begins = day_field(gettext_lazy("First day"))

    def __init__(self, row: Outline, *args: object, **kwargs: object) -> None:
        """With a box for each that is left, all ticked."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.row = row
        choices = [(f"{place}:{one['title']}", one["title"]) for place, one in enumerate(row.actions)]
        self.fields["actions"].choices = choices  # type: ignore[attr-defined]
        self.initial = {"actions": [key for key, _title in choices], "begins": today()}
        self.fields["begins"].help_text = _("The days of the milestones are counted from it.")

    def clean_begins(self) -> object:
        """Today, where none was given; no day that leaves no room for milestones."""
        begins = self.cleaned_data.get("begins") or today()
        if not 2000 <= begins.year < 2090:
            raise ValidationError(_("Choose a day nearer to today."))
        return begins

    def offered(self) -> list[tuple[forms.boundfield.BoundWidget, Mapping[str, Any]]]:
        """Each box with what it stands for."""
        return list(zip(self["actions"], self.row.actions, strict=True))

    def places(self) -> set[int]:
        """Where the chosen ones stand."""
        return {int(key.partition(":")[0]) for key in self.cleaned_data["actions"]}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outlines(request: Request, slug: str) -> HttpResponse:
    """The page to choose on. 404 for strangers, 403 for who does not coordinate the space."""
    space = get_space_for(request.viewer, slug)
    check_may(request.viewer, "space.coordinate", space)
    row = Outline.objects.filter(space=space).first()
    if row is None:
        return redirect("space_plan", slug)
    if request.method == "POST" and "drop" in request.POST:
        drop_outlines(request.viewer, space)
        messages.success(request, _("What the template brought is gone. What was proposed stays."))
        return redirect("space_plan", slug)
    form = OutlineForm(row, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return show(request, space, row, form, 422 if form.is_bound else 200)
    return propose(request, space, row, form)


def propose(request: Request, space: Space, row: Outline, form: OutlineForm) -> HttpResponse:
    """Propose what was chosen; the page again where that is refused."""
    along = partial(spend, "post", keys_of(request))
    try:
        made = propose_outlines(request.viewer, space, row.actions, form.places(), form.cleaned_data["begins"], along)
    except TooOftenError as error:
        form.add_error(None, error.sentence)
        return retry(show(request, space, row, form, 429), error.seconds)
    except ValidationError as refused:
        form.add_error(None, refused)
        return show(request, space, row, form, 422)
    said = ngettext("%(n)d action is proposed.", "%(n)d actions are proposed.", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return redirect("space_plan", space.slug)


def show(request: Request, space: Space, row: Outline, form: OutlineForm, status: int = 200) -> HttpResponse:
    """The page."""
    context = {
        "section": "spaces", "space": space, "form": form, "row": row, "acting": request.viewer.acting,
        "may_propose": may(request.viewer, "space.publish", space),
    }  # fmt: skip
    return render(request, "action/outlines.html", context, status=status)
