"""The exchange agreement of a space: everybody who may know of the space reads it, leads accept it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.core.markdown import to_html
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.spaces.agreeing import ask_to_join, stays_out
from intercity.spaces.agreements import ChangedMeanwhileError, accept, ask_lead, change_agreement, newest
from intercity.spaces.blueprints import BLUEPRINTS
from intercity.spaces.forms import AgreementForm
from intercity.spaces.models import Agreement, Space
from intercity.spaces.standing import changes_between, get_agreeing_space_for, own_of, rows_of
from intercity.spaces.views.settings import get_coordinated


@require_safe
def space_agreement(request: Request, slug: str) -> HttpResponse:
    """The agreement with version and date; `?version=` shows an earlier one. Http404 for a version that never was."""
    space = get_agreeing_space_for(request.viewer, slug)
    shown = version_of(space, request.GET.get("version", ""))
    return render(request, "spaces/agreement.html", agreement_context(request.viewer, space, shown))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_write(request: Request, slug: str) -> HttpResponse:
    """Write the next version; `look` shows first what would change. For the coordinators of the space."""
    space = get_coordinated(request, slug)
    standing = newest(space)
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=first_words(space, standing))
    if form.is_bound and form.is_valid() and "look" not in request.POST:
        row = change_agreement(request.viewer, space, form.wording)
        messages.success(request, said_after(row, standing))
        return redirect("space_agreement", slug)
    looked = form.is_bound and form.is_valid()
    context = {
        "section": "spaces", "space": space, "tab": "agreement", "may_coordinate": True, "form": form,
        "standing": standing, "looked": looked,
        "changes": changes_between(standing, Agreement(**vars(form.wording))) if looked else [],
    }  # fmt: skip
    return render(request, "spaces/agreement_write.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def agreement_accept(request: Request, slug: str) -> HttpResponse:
    """Accept the version that was read, for an organisation that one leads."""
    space = get_agreeing_space_for(request.viewer, slug)
    organisation = get_object_or_404(Organisation, slug=request.POST.get("organisation", ""))
    try:
        accept(request.viewer, space, organisation, read_version(request.POST.get("version", "")))
    except ChangedMeanwhileError:
        messages.error(request, _("The agreement changed while you read it. Read what changed, then accept it."))
    else:
        said = _("Accepted. %(organisation)s may write in this space.")
        messages.success(request, said % {"organisation": organisation})
    return redirect("space_agreement", slug)


@login_required
@require_POST
def agreement_ask(request: Request, slug: str) -> HttpResponse:
    """Tell the lead of the organisation one speaks for that the agreement waits for them."""
    space = get_agreeing_space_for(request.viewer, slug)
    if ask_lead(request.viewer, space):
        messages.success(request, _("Your lead hears of it now, by mail and in the inbox."))
    else:
        messages.success(request, _("Your lead was told today already."))
    return redirect("space_agreement", slug)


def version_of(space: Space, wanted: str) -> Agreement | None:
    """The version that is asked for, or the newest; None where there is no agreement yet."""
    if not wanted:
        return newest(space)
    row = Agreement.objects.filter(space=space, version=read_version(wanted)).first()
    if row is None:
        raise Http404
    return row


def read_version(typed: str) -> int:
    """The number in a form or an address; 0, which no version has, for anything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0


def first_words(space: Space, standing: Agreement | None) -> dict[str, Any]:
    """What the form begins with: the newest version, else what such spaces usually agree on."""
    wording = standing.wording if standing is not None else BLUEPRINTS[space.template].agreement
    return vars(wording) if wording is not None else {}


def said_after(row: Agreement, standing: Agreement | None) -> str:
    """What the page says once it is saved."""
    if standing is not None and row.pk == standing.pk:
        return _("Nothing changed: this is what the agreement says already.")
    return _("Saved as version %(n)s. The leads are told, and accept it before their organisations write again.") % {
        "n": row.version
    }


def is_outside(viewer: Viewer, space: Space) -> bool:
    """Whether the viewer speaks for somebody, but could write there for nobody."""
    speaks = any(one.may_speak for one in viewer.memberships)
    return bool(speaks and space.agreement_version and not space.is_archived and stays_out(viewer, space))


def agreement_context(viewer: Viewer, space: Space, shown: Agreement | None) -> dict[str, Any]:
    """What the page says to `viewer` of the version that is shown."""
    may_coordinate = may(viewer, "space.coordinate", space)
    versions = list(Agreement.objects.filter(space=space))
    older = [row for row in versions if shown is not None and row.version < shown.version]
    return {
        "section": "spaces", "space": space, "tab": "agreement", "may_coordinate": may_coordinate,
        "agreement": shown, "text": to_html(shown.text) if shown is not None else "",
        "is_newest": shown is not None and shown.version == space.agreement_version,
        "versions": versions, "changes": changes_between(older[0] if older else None, shown) if shown else [],
        "own": own_of(viewer, space) if space.agreement_version else [],
        "rows": rows_of(space) if may_coordinate and space.agreement_version else [],
        "ask_to_join": ask_to_join() if is_outside(viewer, space) and not may_coordinate else "",
        "knows_space": Space.objects.visible_to(viewer).filter(pk=space.pk).exists(),
    }  # fmt: skip
