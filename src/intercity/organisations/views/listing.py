"""The list of organisations, and the forms that change one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from intercity.activity.public import public_page
from intercity.organisations import actions
from intercity.organisations.forms.organisation import OrganisationForm
from intercity.organisations.models import Level, Organisation
from intercity.organisations.permissions import may
from intercity.organisations.queries import check_coordinates, find_organisations, get_organisation_for
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.places.names import country_name


@require_safe
@public_page
def listing(request: Request) -> HttpResponse:
    """Organisations by name, with search and filters in the address."""
    # A null byte cannot be looked for: databases refuse it.
    wanted = ("q", "country", "level", "all", "after")
    chosen = {name: request.GET.get(name, "").replace("\x00", "").strip()[:80] for name in wanted}
    everybody = chosen["all"] == "1"
    level = chosen["level"] if chosen["level"] in Level.values else ""
    countries = used_countries(everybody=everybody)
    country = chosen["country"] if chosen["country"] in dict(countries) else ""
    found = find_organisations(
        text=chosen["q"], country=country, level=level, everybody=everybody, after=chosen["after"]
    )
    context = {
        "section": "organisations", "found": found, "q": chosen["q"], "country": country, "level": level,
        "everybody": everybody, "countries": countries, "levels": Level.choices,
    }  # fmt: skip
    return render(request, "organisations/list.html", context)


def used_countries(*, everybody: bool) -> list[tuple[str, str]]:
    """Countries that occur, with their names in the reader's language, in the order of the names."""
    rows = Organisation.objects.all() if everybody else Organisation.objects.in_network()
    codes = rows.exclude(country="").order_by().values_list("country", flat=True).distinct()
    language = get_language() or "en"
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: pair[1].casefold())


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Add an organisation, as a coordinator."""
    check_coordinates(request.viewer)
    form = OrganisationForm(request.POST or None, may_set_level=True, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        organisation = actions.create_organisation(
            request.viewer, form.save(commit=False), form.cleaned_data["domains"]
        )
        messages.success(request, _("%(name)s was added. Now invite its people.") % {"name": organisation})
        return redirect("organisation_people", organisation.slug)
    context = {"section": "coordination", "form": form, "title": _("Add an organisation"), "submit": _("Add it")}
    return render(request, "organisations/form.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: Request, slug: str) -> HttpResponse:
    """Change the profile, as its lead or a coordinator."""
    organisation = get_organisation_for(request.viewer, slug, "organisation.edit")
    form = OrganisationForm(
        request.POST or None, may_set_level=may(request.viewer, "organisation.set_level"), instance=organisation
    )
    if request.method == "POST" and form.is_valid():
        actions.change_organisation(request.viewer, form.save(commit=False), form.cleaned_data["domains"])
        messages.success(request, _("The profile was saved."))
        return redirect(organisation)
    name = Organisation.objects.values_list("name", flat=True).get(pk=organisation.pk)
    context = {
        "section": "organisations", "form": form, "title": _("Change the profile of %(name)s") % {"name": name},
        "submit": _("Save"), "cancel": organisation.get_absolute_url(),
    }  # fmt: skip
    return render(request, "organisations/form.html", context)
