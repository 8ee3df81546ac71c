"""What an organisation says that it knows."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.matching.actions import change_expertise
from intercity.matching.forms import ExpertiseForm
from intercity.matching.models import Expertise
from intercity.organisations.queries import get_organisation_for
from intercity.organisations.request import Request


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def expertise(request: Request, slug: str) -> HttpResponse:
    """Choose the topics, as its lead or a coordinator."""
    organisation = get_organisation_for(request.viewer, slug, "organisation.edit")
    known = Expertise.objects.filter(organisation=organisation).values_list("topic", flat=True)
    form = ExpertiseForm(initial={"topics": list(known)})
    if request.method == "POST":
        # Nothing ticked comes as an empty form, which is a good answer.
        form = ExpertiseForm(request.POST)
        if form.is_valid():
            change_expertise(request.viewer, organisation, form.cleaned_data["topics"])
            messages.success(request, _("Saved."))
            return redirect(organisation)
    context = {
        "section": "organisations",
        "form": form,
        "title": _("What %(name)s knows about") % {"name": organisation},
        "submit": _("Save"),
        "cancel": organisation.get_absolute_url(),
    }
    return render(request, "organisations/form.html", context)
