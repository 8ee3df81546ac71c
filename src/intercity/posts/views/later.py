"""The choice of a moment in a composer, and in the form of what waits for its time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.posts.later import LaterForm
from intercity.posts.models import Post
from intercity.posts.views.forming import Writing, keep


def later_form(request: Request, writing: Writing, post: Post | None = None) -> LaterForm:
    """The field as it was sent, kept in a draft, or stands in a waiting post, which cannot be without a moment."""
    required = post is not None
    if request.method == "POST" and not writing.looked:
        return LaterForm(request.POST, required=required)
    typed: Any = post.visible_from if post is not None else ""
    if request.method == "POST":
        typed = request.POST.get("later", "")
    elif writing.draft is not None:
        typed = writing.draft.data.get("later", [typed])[-1]
    return LaterForm(required=required, initial={"later": typed})


def moment_of(request: Request, writing: Writing, post: Post | None = None) -> datetime | None:
    """The moment that was chosen, in a form that `takes_moment` let pass; None for at once."""
    form = later_form(request, writing, post)
    form.full_clean()
    return form.cleaned_data.get("later")


def takes_moment(request: Request, person: Person, writing: Writing, post: Post | None = None) -> bool:
    """False, with what is wrong among the problems of the form and the rest kept as draft, for no good moment."""
    form = later_form(request, writing, post)
    if form.is_valid():
        return True
    for error in form.errors["later"]:
        writing.form.add_error(None, error)
    keep(request, person, writing)
    return False
