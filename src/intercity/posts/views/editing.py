"""Correct a post or let it grow: the full form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts import actions
from intercity.posts.actions.embargo import edit_embargoed
from intercity.posts.content import is_uid
from intercity.posts.drafts import discard, edit_place
from intercity.posts.kinds import kind_of
from intercity.posts.label_field import stand_of
from intercity.posts.models import Post
from intercity.posts.queries import get_post_to_edit
from intercity.posts.uploads.storing import one_sentence
from intercity.posts.versions import EditedMeanwhileError, text_of
from intercity.posts.views.between import between
from intercity.posts.views.composing import person_of
from intercity.posts.views.forming import Writing, begin_writing, keep, take_writing, with_wait
from intercity.posts.views.later import later_form, moment_of, takes_moment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, uid: str) -> HttpResponse:
    """Change everything a post says. 404 for strangers, 403 for whoever may not edit it."""
    post = get_post_to_edit(request.viewer, uid)
    check_may(request.viewer, "post.edit", post)
    person, place, form = person_of(request), edit_place(post), kind_of(post).full_form()
    if request.method != "POST":
        given = details_for(post, form)
        writing = begin_writing(request, person, place, form, post.space, post, given)
        return show(request, post, writing, read=read_by(writing))
    writing, good = take_writing(request, person, place, form, post.space, post)
    good = still_waits(request, post, writing) and good and agrees_on_label(request, post, writing)
    if not good or (post.is_embargoed and not takes_moment(request, person, writing, post)):
        return show(request, post, writing, status=writing.status, read=request.POST.get("read", ""))
    asked = between(request, writing, post)
    if asked is not None:
        return asked
    try:
        do_edit(request, person, post, writing)
    except ValidationError as refused:
        if not Post.objects.filter(pk=post.pk).exists():
            messages.error(request, refused.messages[0])
            return redirect("waiting_posts")
        writing.form.add_error(None, refused)
        keep(request, person, writing)
        # Who may see it, or that it is published by now, may be why it was refused.
        post.refresh_from_db(fields=["state", "label", "readers"])
        was_changed = isinstance(refused, EditedMeanwhileError)
        # Now that they are told, what they save next goes over what stands.
        read = "" if was_changed else request.POST.get("read", "")
        return show(request, post, writing, status=422, read=read, was_changed=was_changed)
    messages.success(request, _("Saved.") if post.is_embargoed else _("Saved. Earlier versions stay in the history."))
    return redirect(post)


def still_waits(request: Request, post: Post, writing: Writing) -> bool:
    """False, with an error and the text kept, when a post was published while the form was open in which it waited.

    Otherwise words for a later moment would be published at once.
    """
    if post.is_embargoed or "later" not in request.POST:
        return True
    writing.form.add_error(None, _("It does not wait any more: it was published or taken back meanwhile."))
    keep(request, person_of(request), writing)
    return False


def agrees_on_label(request: Request, post: Post, writing: Writing) -> bool:
    """False, with an error, when a colleague changed who may see the post while this form was open.

    Otherwise a form that was opened when it was public would publish again what was narrowed meanwhile.
    """
    form = writing.form
    now = stand_of(post)
    if request.POST.get("stood", now) == now or form.cleaned_data.get("label", post.label) == now:
        return True
    form.add_error("label", _("A colleague changed who may see it meanwhile. Choose again and save."))
    return False


def details_for(post: Post, form: type[forms.Form]) -> dict[str, Any]:
    """The kind's facts as its form shows them: plain data, but moments as moments, for the reader's time zone."""
    details = kind_of(post).details(post)
    for name, field in form.base_fields.items():
        if isinstance(field, forms.DateTimeField) and details.get(name):
            details[name] = parse_datetime(details[name])
    return details


def read_by(writing: Writing) -> str:
    """What the writer of the draft that is given back had read; "" without one."""
    return str(writing.draft.data.get("read", [""])[-1]) if writing.draft is not None else ""


def show(
    request: Request, post: Post, writing: Writing, status: int = 200, *, read: str, was_changed: bool = False
) -> HttpResponse:  # fmt: skip
    """The edit page, to be saved over the text `read` ("" for the one that stands); `was_changed` where the writer
    began with another one.
    """
    now = text_of(post)
    context = {
        "read": read or now, "was_changed": was_changed or read not in ("", now),
        "section": "spaces", "space": post.space, "post": post, "writing": writing, "kind": kind_of(post),
        "attachments": post.attachments.all(), "stood": stand_of(post),
        "later": later_form(request, writing, post) if post.is_embargoed else None,
    }  # fmt: skip
    return with_wait(render(request, "posts/edit.html", context, status=status), writing)


@transaction.atomic
def do_edit(request: Request, person: Person, post: Post, writing: Writing) -> None:
    """Write the new version, take dropped files off, throw the draft away: all or nothing."""
    discard(person, writing.place)
    content = writing.form.content(writing.files.uids)
    words = {a.uid: one_sentence(request.POST.get(f"describe_{a.uid}", a.description)) for a in post.attachments.all()}
    files = actions.FileChanges([uid for uid in request.POST.getlist("drop") if is_uid(uid)], words)
    if post.is_embargoed:
        content = replace(content, visible_from=moment_of(request, writing, post))
        edit_embargoed(request.viewer, post, content, files, read=request.POST.get("read", ""))
    else:
        actions.edit(request.viewer, post, content, files, read=request.POST.get("read", ""))
