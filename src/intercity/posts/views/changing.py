"""Small acts on a post: withdraw, relabel, pin, claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts import actions
from intercity.posts.bounds import widest_label
from intercity.posts.content import Entry
from intercity.posts.kinds import kind_of
from intercity.posts.label_field import Who, check_who, named_by
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.posts.reached import reached_by, stayed_behind
from intercity.posts.sight import labels_under
from intercity.posts.views.groups import keep_as_group
from intercity.posts.views.labels import LabelOption, label_options, options_of
from intercity.spaces.models import Label
from intercity.spaces.models.labels import usable_within


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, uid: str) -> HttpResponse:
    """Ask whether to take a post back, then do it."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.withdraw", post)
    if request.method != "POST":
        return ask(request, post, "posts/withdraw.html")
    try:
        actions.withdraw(request.viewer, post)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect(post)
    messages.success(request, _("Withdrawn. Its page now says only that it was withdrawn, and when."))
    return redirect(post.space if post.root_id is None else post.thread_root)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relabel(request: Request, uid: str) -> HttpResponse:
    """Say whom the words have reached already, then change who may see a post and its comments."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.relabel", post)
    if request.method != "POST":
        return ask_label(request, post, Naming(Who(request.viewer, post.space, named_by(post))))
    label = request.POST.get("label", "")
    naming = take_named(request, post, label)
    if not naming.good:
        return ask_label(request, post, naming, label)
    # Worked out before, from what is so up to now.
    reached = reached_by(post).sentences if is_narrower(label, post) else []
    try:
        do_relabel(request, post, label, naming)
    except ValidationError as refused:
        naming.refused = refused.messages
        return ask_label(request, post, naming, label)
    post = get_post_for(request.viewer, uid)
    for sentence in (_("Who may see it: %(label)s.") % {"label": post.get_label_display()}, *reached):
        messages.success(request, sentence)
    for sentence in [] if reached else stayed_behind(request.viewer, post):
        messages.info(request, sentence)
    return redirect(post)


@transaction.atomic
def do_relabel(request: Request, post: Post, label: str, naming: Naming) -> None:
    """Change the label and, where they ticked it, ask those who answered whether their answers may follow."""
    wider = not is_narrower(label, post)
    actions.change_label(request.viewer, post, label, named=naming.entries)
    if wider and "others" in request.POST and post.root_id is None:
        actions.ask_others(request.viewer, post)


@dataclass
class Naming:
    """The readers in the form that changes a label. `good` when the label can be changed with `entries`."""

    who: Who
    entries: Sequence[Entry] = ()
    problems: Sequence[str] = ()
    refused: Sequence[str] = ()
    group_problem: str = ""
    looked: bool = False
    good: bool = False


def take_named(request: Request, post: Post, label: str) -> Naming:
    """The readers as they were sent; they are asked for only where the label is for named readers."""
    naming = Naming(Who(request.viewer, post.space, request.POST.getlist("who")))
    naming.looked = "show_people" in request.POST or "save_group" in request.POST
    if "save_group" in request.POST:
        naming.group_problem = keep_as_group(request, naming.who)
    if naming.looked:
        return naming
    if label == Label.RED and names_readers(post):
        try:
            naming.entries = check_who(naming.who)
        except ValidationError as refused:
            naming.problems = refused.messages
            return naming
    naming.good = True
    return naming


def names_readers(post: Post) -> bool:
    """Whether readers can be named for it: not for comments, which are for those of what they answer."""
    return post.root_id is None and Label.RED in usable_within(post.space.widest_label)


def ask_label(request: Request, post: Post, naming: Naming, chosen: str = "") -> HttpResponse:
    """The page on which a label is changed."""
    problems = [*naming.problems, *naming.refused]
    context = {
        "section": "spaces", "post": post, "space": post.space, "labels": labels_of(request, post, chosen),
        "reached": reached_by(post).sentences, "naming": naming if names_readers(post) else None,
        "refused": naming.refused,
    }  # fmt: skip
    return render(request, "posts/label.html", context, status=422 if problems else 200)


def labels_of(request: Request, post: Post, chosen: str = "") -> list[LabelOption]:
    """What may be chosen for a post in its space, or for a comment under what it answers."""
    if post.parent is None:
        return label_options(widest_label(post), chosen or post.label)
    return options_of(labels_under(request.viewer, post.parent), post.label)


def is_narrower(label: str, post: Post) -> bool:
    """Whether `label` is one for fewer people than the post is for now."""
    return label in Label.values and Label(label).rank > Label(post.label).rank


@login_required
@require_POST
def pin(request: Request, uid: str) -> HttpResponse:
    """Keep a post at the top of its space (`on=1`), or let it go."""
    post = get_post_for(request.viewer, uid)
    on = request.POST.get("on") == "1"
    actions.pin(request.viewer, post, on=on)
    said = _("Pinned at the top of the space.") if on else _("No longer pinned.")
    messages.success(request, said)
    return redirect(post)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: Request, uid: str) -> HttpResponse:
    """Make an imported post the city's own word, then correct it."""
    post = get_post_for(request.viewer, uid)
    check_may(request.viewer, "post.claim", post)
    if request.method != "POST":
        return ask(request, post, "posts/claim.html")
    actions.claim(request.viewer, post)
    messages.success(request, _("This is now the word of your city. Correct it and add whom to call."))
    return redirect("post_edit", uid=post.uid)


def ask(request: Request, post: Post, template: str) -> HttpResponse:
    """The page that says what will happen, with one button."""
    context = {"section": "spaces", "post": post, "space": post.space, "kind": kind_of(post)}
    return render(request, template, context)
