"""Templates made from spaces: make one, see them all, take one away as a file, bring one in."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.core.slugs import make_slug
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.spaces.grown.actions import import_template, make_template, remove_template
from intercity.spaces.grown.parts import all_parts
from intercity.spaces.grown.shape import LARGEST, Shape, read_template
from intercity.spaces.models import SpaceTemplate
from intercity.spaces.views.settings import get_coordinated


class MakeForm(forms.Form):
    """What is written for the template itself."""

    name = forms.CharField(
        label=gettext_lazy("Name of the template"), max_length=120,
        help_text=gettext_lazy("For example: “Partnership with an action plan”. The same name again is a new version."),
    )  # fmt: skip
    description = forms.CharField(
        label=gettext_lazy("Description of spaces made from it"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Without names of people, cities or partners."),
    )  # fmt: skip
    agreement = forms.BooleanField(
        label=gettext_lazy("With the words of the exchange agreement"), required=False, initial=True
    )


class ImportForm(forms.Form):
    """A file or its text, and what becomes of topics that nobody has here."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or its text"), required=False, max_length=LARGEST, strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    topics = forms.ChoiceField(
        label=gettext_lazy("Topics that are not known here"), required=False, initial="",
        choices=[
            ("", gettext_lazy("Tell me first")), ("create", gettext_lazy("Add them")),
            ("skip", gettext_lazy("Leave them out")),
        ],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the template; its text is kept, so that a file need not be chosen again."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        raw = file.read(LARGEST + 1) if file else str(data.get("text", "")).encode()
        if not raw.strip():
            raise ValidationError(_("Choose a file, or paste its text."))
        data["shape"] = shape = read_template(raw)
        if (unknown := shape.unknown_topics()) and not data.get("topics"):
            self.data = {**{name: self.data.get(name) for name in self.data}, "text": raw.decode("utf-8-sig")}
            named = ", ".join(f"{one.labels['en']} ({one.slug})" for one in unknown)
            self.add_error("topics", _("Not known here: %(topics)s. Add them, or leave them out.") % {"topics": named})
        return data


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template_make(request: Request, slug: str) -> HttpResponse:
    """Make a template of a space: for its coordinators."""
    space = get_coordinated(request, slug)
    form = MakeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            row = make_template(
                request.viewer, space, data["name"].strip(), data["description"].replace("\r\n", "\n"),
                agreement=data["agreement"],
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The template is there, as version %(n)s.") % {"n": row.version})
            return redirect("space_template", row.uid)
    context = {
        "section": "spaces", "space": space, "tab": "settings", "may_coordinate": True, "form": form,
        "said": [said for part in all_parts().values() if (said := part.said(space))],
    }  # fmt: skip
    return render(request, "spaces/template_make.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: Request) -> HttpResponse:
    """All templates, and the form to bring one in: for who opens spaces."""
    check_may(request.viewer, "network.coordinate")
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        shape: Shape = form.cleaned_data["shape"]
        try:
            row = import_template(request.viewer, shape, adds_topics=form.cleaned_data["topics"] == "create")
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The template is there, as version %(n)s.") % {"n": row.version})
            return redirect("space_template", row.uid)
    context = {"section": "spaces", "form": form, "rows": SpaceTemplate.objects.all()}
    return render(request, "spaces/templates.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def template_page(request: Request, uid: str) -> HttpResponse:
    """All that is in one, as it will be handed on."""
    row = get_template(request, uid)
    context = {
        "section": "spaces", "row": row, "text": written(row), "may_open": may(request.viewer, "network.coordinate"),
    }  # fmt: skip
    return render(request, "spaces/template.html", context)


@login_required
@require_safe
def template_file(request: Request, uid: str) -> HttpResponse:
    """The same as a file."""
    row = get_template(request, uid)
    slug = make_slug(row.name, lambda taken: False)
    headers = {"Content-Disposition": f'attachment; filename="space-template-{slug}-{row.version}.json"'}
    return HttpResponse(written(row), content_type="application/json", headers=headers)


@login_required
@require_POST
def template_remove(request: Request, uid: str) -> HttpResponse:
    """Delete one version."""
    check_may(request.viewer, "network.coordinate")
    remove_template(request.viewer, get_object_or_404(SpaceTemplate, uid=uid))
    messages.success(request, _("The template is removed. Spaces made from it stay."))
    return redirect("space_templates")


def get_template(request: Request, uid: str) -> SpaceTemplate:
    """For who opens spaces, and for who made it; Http404 for everybody else."""
    row = get_object_or_404(SpaceTemplate, uid=uid)
    if not may(request.viewer, "network.coordinate") and row.by != request.viewer.person:
        raise Http404
    return row


def written(row: SpaceTemplate) -> str:
    """What stands in its file."""
    return json.dumps(row.data, ensure_ascii=False, indent=2) + "\n"
