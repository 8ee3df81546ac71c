"""Topics and groups: everyone reads them, coordinators add, rename and retire them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.activity.public import public_page
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.spaces.models import Group, Topic
from intercity.spaces.term_forms import GroupForm, TopicForm
from intercity.spaces.terms import add_term, change_term, retire_term, topic_tree

# The two sorts of terms as they stand in addresses.
FORMS: dict[str, type[TopicForm] | type[GroupForm]] = {"topics": TopicForm, "groups": GroupForm}


@require_safe
@public_page
def topics(request: Request) -> HttpResponse:
    """The tree of topics and the groups, with what is retired for those who may bring it back."""
    may_edit = may(request.viewer, "network.coordinate")
    retired: list[tuple[str, Topic | Group]] = []
    if may_edit:
        retired += [("topics", topic) for topic in Topic.objects.filter(retired=True)]
        retired += [("groups", group) for group in Group.objects.filter(retired=True)]
    context = {
        "section": "topics",
        "tree": topic_tree(),
        "groups": Group.objects.filter(retired=False),
        "retired": retired,
        "may_edit": may_edit,
    }
    return render(request, "spaces/topics.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term_new(request: Request, sort: str) -> HttpResponse:
    """Add a topic or a group."""
    check_may(request.viewer, "network.coordinate")
    form = FORMS[sort](request.POST or None)
    if request.method == "POST" and form.is_valid():
        term = form.filled()
        add_term(request.viewer, term)
        messages.success(request, _("“%(name)s” can be chosen everywhere now.") % {"name": term.label})
        return redirect("topics")
    return render(request, "spaces/term.html", {"section": "topics", "form": form, "sort": sort})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term_edit(request: Request, sort: str, slug: str) -> HttpResponse:
    """Change names and other words of a topic or group."""
    term = get_term(request, sort, slug)
    form = FORMS[sort](request.POST or None, term=term)
    if request.method == "POST" and form.is_valid():
        change_term(request.viewer, form.filled())
        messages.success(request, _("Saved."))
        return redirect("topics")
    return render(request, "spaces/term.html", {"section": "topics", "form": form, "sort": sort, "term": term})


@login_required
@require_POST
def term_retire(request: Request, sort: str, slug: str) -> HttpResponse:
    """Offer a topic or group no longer, or (with `back`) again."""
    term = get_term(request, sort, slug)
    retire_term(request.viewer, term, retired="back" not in request.POST)
    if term.retired:
        messages.success(request, _("“%(name)s” is not offered any more. Posts keep it.") % {"name": term.label})
    else:
        messages.success(request, _("“%(name)s” can be chosen everywhere now.") % {"name": term.label})
    return redirect("topics")


def get_term(request: Request, sort: str, slug: str) -> Topic | Group:
    """The term for somebody who may change it: PermissionDenied for others, Http404 where there is none."""
    check_may(request.viewer, "network.coordinate")
    if sort == "topics":
        return get_object_or_404(Topic, slug=slug)
    return get_object_or_404(Group, slug=slug)
