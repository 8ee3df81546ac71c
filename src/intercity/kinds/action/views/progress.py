"""Tell how far an action is; change how it is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from intercity.core.uids import new_uid
from intercity.kinds.action.actions.progressing import ChangedMeanwhileError, Told, change, tell
from intercity.kinds.action.forms import PlanFields, day_field
from intercity.kinds.action.lines import LineError, read_number
from intercity.kinds.action.models import Action, Indicator, Status
from intercity.kinds.action.models.parts import today
from intercity.kinds.action.policies import speaking_for
from intercity.kinds.action.queries import get_action_for
from intercity.kinds.action.saving import details_of
from intercity.kinds.action.together import WRITTEN, put_together, version_of
from intercity.organisations.limits import TooOftenError, keys_of, retry, spend
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid
from intercity.posts.forms import BODY_LENGTH, usual_language
from intercity.posts.models import Post


class ValueField(forms.CharField):
    """A number as people type it."""

    def clean(self, value: Any) -> Decimal | None:
        """The number, or None; ValidationError for what is none, or can be read in two ways."""
        try:
            return read_number(str(value or "").replace("\x00", ""))
        except LineError as error:
            raise ValidationError(str(error)) from error


class ReachedField(forms.MultipleChoiceField):
    """Offers what is open; takes what somebody else ticked meanwhile too, and the same form once more."""

    def __init__(self, known: list[str], **kwargs: Any) -> None:
        """`known`: the keys of all milestones."""
        super().__init__(**kwargs)
        self.known = known

    def valid_value(self, value: Any) -> bool:
        """Whether it is one of them."""
        return str(value) in self.known


class ProgressForm(forms.Form):
    """How it goes and why, what happened, what is done, what was counted."""

    uid = forms.CharField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(label=gettext_lazy("How does it go?"), choices=Status.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed unless it is on track: the others can only help when they know."),
    )  # fmt: skip
    body = forms.CharField(
        label=gettext_lazy("What happened since?"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 5})
    )
    on = day_field(gettext_lazy("As of"))

    def __init__(self, row: Action, *args: Any, **kwargs: Any) -> None:
        """With a box for each open milestone and a field for each indicator."""
        super().__init__(*args, **kwargs)
        self.initial = {"status": row.status, "reason": row.reason, "on": today(), "uid": new_uid, **self.initial}
        open_parts = [one for one in row.parts if one.done_on is None]
        if open_parts or self.is_bound:
            self.fields["reached"] = ReachedField(
                [str(one.pk) for one in row.parts],
                label=gettext_lazy("Which milestones are done?"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(str(one.pk), f"{one.title} ({one.due_on.isoformat()})") for one in open_parts],
            )  # fmt: skip
        for one in row.indicators.all():
            self.fields[f"value-{one.pk}"] = ValueField(label=label_of(one), required=False, max_length=40)

    def clean_on(self) -> Any:
        """A day that has come; today where none was given."""
        on = self.cleaned_data.get("on") or today()
        if on > today():
            raise ValidationError(_("This day has not come yet."))
        return on

    def clean(self) -> dict[str, Any]:
        """Whatever is not on track has a reason."""
        data = super().clean() or self.cleaned_data
        for name in ("reason", "body"):
            data[name] = str(data.get(name, "")).replace("\x00", "").strip()
        if data.get("status") in (Status.AT_RISK, Status.LATE) and not data["reason"]:
            self.add_error("reason", _("Say why, in a sentence."))
        if not data["body"] and "body" not in self.errors:
            self.add_error("body", _("Please write something that can be read."))
        return data

    def told(self, language: str) -> Told:
        """What was told; call after `is_valid()`."""
        data = self.cleaned_data
        values = {int(name[6:]): data[name] for name in self.fields if name.startswith("value-")}
        return Told(
            data["body"], data["status"], data["reason"], [int(key) for key in data.get("reached", ())],
            {key: value for key, value in values.items() if value is not None}, data["on"],
            data["uid"] if is_uid(data["uid"]) else "", language,
        )  # fmt: skip


def label_of(one: Indicator) -> str:
    """What is asked: name and unit of an indicator."""
    return f"{one.name} ({one.unit})" if one.unit else one.name


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: Request, uid: str) -> HttpResponse:
    """A short note by the lead or a partner. 404 for strangers, 403 for whoever takes no part in it."""
    viewer, post = request.viewer, get_action_for(request.viewer, uid)
    check_may(viewer, "action.progress", post)
    membership = speaking_for(viewer, post.action)
    assert membership is not None
    form = ProgressForm(post.action, request.POST if request.method == "POST" else None)
    context = {
        "section": "spaces", "post": post, "space": post.space, "form": form, "speaks": membership.organisation,
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method != "POST" else 422
        return render(request, "action/progress.html", context, status=status)
    try:
        note = tell(viewer, post, form.told(usual_language(viewer)), partial(spend, "post", keys_of(request)))
    except TooOftenError as error:
        form.add_error(None, error.sentence)
        return retry(render(request, "action/progress.html", context, status=429), error.seconds)
    messages.success(request, _("Thank you. The plan shows it now."))
    return redirect(note)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: Request, uid: str) -> HttpResponse:
    """Milestones, partners, indicators, cost and risks, for its lead. 404 for strangers, 403 for others."""
    viewer, post = request.viewer, get_action_for(request.viewer, uid)
    check_may(viewer, "action.change", post)
    version = version_of(post)
    form = PlanFields(request.POST) if request.method == "POST" else PlanFields(initial=details_of(post.action, post))
    if form.is_bound and form.is_valid():
        form, saved = save_together(viewer, post, form, version, began_with(request, version))
        if saved:
            messages.success(request, _("Saved. Earlier versions stay in the history."))
            return redirect(post)
    elif form.is_bound:
        # Nothing was put together yet: it still rests on what it began with.
        version = began_with(request, version)
    context = {"section": "spaces", "post": post, "space": post.space, "form": form, "version": version}
    return render(request, "action/facts.html", context, status=422 if form.is_bound else 200)


def began_with(request: Request, version: int) -> int:
    """The version on which the form rests; the one that stands where it names none that there was."""
    text = request.POST.get("version", "")
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else version
    return min(given, version)


def save_together(viewer: Viewer, post: Post, form: PlanFields, version: int, began: int) -> tuple[PlanFields, bool]:
    """Save a valid form, with what others changed since `began`; where both changed the same, give it back to be
    looked at, and False.
    """
    if began != version:
        both = put_together(post, began, form.cleaned_data)
        form = PlanFields(both.values)
        if both.met or not form.is_valid():
            form.is_valid()
            tell_met(form, post, both.met)
            return form, False
    try:
        change(viewer, post, {name: form.cleaned_data[name] for name in PlanFields.PLAN}, version)
    except ChangedMeanwhileError:
        form.add_error(None, _("A colleague saved in the same moment. Save again: both changes are kept."))
        return form, False
    return form, True


def tell_met(form: PlanFields, post: Post, names: Sequence[str]) -> None:
    """Say at each field that a colleague changed it too."""
    stands = details_of(post.action, post)
    form.add_error(None, _("A colleague changed this meanwhile. Here is what both of you wrote: look at it and save."))
    for name in names:
        if name in WRITTEN:
            form.add_error(name, _("Both of you changed this. Both versions stand here, one behind the other."))
        else:
            form.add_error(name, _("Your colleague wrote: %(value)s") % {"value": stands[name] or "–"})
