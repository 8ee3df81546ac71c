"""What composer, edit and comment pages share: a form, its files, its draft, its preview."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe

from intercity.organisations.limits import TooOftenError, keys_of, retry, spend
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.posts.drafts import Place, discard, draft_for, initial_from, save_draft
from intercity.posts.forms import BODY_LENGTH, PostForm
from intercity.posts.label_field import Who, stand_of
from intercity.posts.mentions import render_body
from intercity.posts.models import Draft, Post
from intercity.posts.uploads.receiving import Received, offered, receive
from intercity.posts.views.groups import keep_as_group
from intercity.posts.views.labels import LabelOption, options_of
from intercity.spaces.models import Space
from intercity.spaces.models.labels import Label

# The buttons of a form that do not send it.
LOOKING = ("preview", "show_people", "save_group", "change", "fill")


@dataclass
class Writing:
    """A form on its way: what was typed, which files came, whether a draft was given back."""

    form: PostForm
    place: Place
    space: Space
    files: Received = field(default_factory=Received)
    draft: Draft | None = None
    preview: SafeString | None = None
    looked: bool = False
    """Whether the form came to be filled in further, not to be sent."""
    group_problem: str = ""
    wait: int = 0
    """For how many seconds it cannot be sent: too much came in a short time."""

    @property
    def status(self) -> int:
        """Of the page that shows it again."""
        if self.wait:
            return 429
        return 200 if self.looked else 422

    @property
    def first(self) -> list[Any]:
        """Fields that are asked at once; the label is drawn by itself."""
        later = (*self.form.more_names, "label", "who")
        return [bound for bound in self.form.visible_fields() if bound.name not in later]

    @property
    def more(self) -> list[Any]:
        """Fields that are folded away."""
        return [self.form[name] for name in self.form.more_names if name in self.form.fields]

    @property
    def more_is_open(self) -> bool:
        """Whether a folded field has something to say: an error."""
        return any(bound.errors for bound in self.more)

    @property
    def labels(self) -> list[LabelOption]:
        """The choice of who may see it; empty for forms without it."""
        if "label" not in self.form.fields:
            return []
        offered = [Label(value) for value, _name in self.form.fields["label"].choices]  # type: ignore[attr-defined]
        return options_of(offered, str(self.form["label"].value()))

    @cached_property
    def who(self) -> Who | None:
        """The readers as typed; None for forms in which none can be named."""
        if "who" not in self.form.fields:
            return None
        return Who(self.form.viewer, self.form.space, self.form["who"].value() or ())


def begin_writing(
    request: Request, person: Person, place: Place, form: type[PostForm], space: Space,
    post: Post | None = None, initial: dict[str, Any] | None = None,
) -> Writing:  # fmt: skip
    """The form as it opens: prefilled, with the draft given back where there is one."""
    draft = draft_for(person, place)
    typed = initial_from(draft, form) if draft else {}
    if draft is not None and post is not None and draft.data.get("stood", [""])[-1] != stand_of(post):
        # Chosen before somebody else changed it: an old draft must not open what was narrowed since.
        typed = {name: value for name, value in typed.items() if name not in ("label", "who")}
    given = {**(initial or {}), **typed}
    files = Received(offered(draft.data.get("kept", []), person)) if draft else Received()
    made = form(viewer=request.viewer, space=space, post=post, initial=given)
    return Writing(made, place, space, files, draft)


def take_writing(
    request: Request, person: Person, place: Place, form: type[PostForm], space: Space, post: Post | None = None
) -> tuple[Writing, bool]:
    """The form as it was sent, and whether it can be published; else it is kept as draft, with its files."""
    files = receive(request, person, recordings=form.takes_recordings)
    made = form(request.POST, request.FILES, viewer=request.viewer, space=space, post=post)
    writing = Writing(made, place, space, files, wait=files.wait)
    writing.looked = any(button in request.POST for button in LOOKING)
    if writing.looked:
        # Looking is not sending: nothing is complained about yet.
        made.errors.clear()
        if "change" in request.POST:
            made.fields["body"].widget.attrs["autofocus"] = True
        if "preview" in request.POST:
            writing.preview = preview_of(request.POST.get("body", "")[:BODY_LENGTH])
        if "save_group" in request.POST and writing.who is not None:
            writing.group_problem = keep_as_group(request, writing.who)
    elif made.is_valid() and not files.errors:
        return writing, True
    keep(request, person, writing)
    return writing, False


def count_and_discard(request: Request, person: Person, writing: Writing, *, unnamed: bool = False) -> None:
    """Along with publishing, in its transaction: count it, and throw the draft away. TooOftenError for too many.

    What goes out without the city's name counts for its author only: else colleagues could notice it by their limit.
    """
    spend("post", {"person": person.uid} if unnamed else keys_of(request))
    discard(person, writing.place)


def put_off(request: Request, person: Person, writing: Writing, error: TooOftenError) -> None:
    """Keep what cannot be sent now, and say when it can."""
    writing.form.add_error(None, error.sentence)
    writing.wait = error.seconds
    keep(request, person, writing)


def with_wait(response: HttpResponse, writing: Writing | None) -> HttpResponse:
    """The page of a form; 429 with when to come back where it must wait."""
    return retry(response, writing.wait) if writing is not None and writing.wait else response


def keep(request: Request, person: Person, writing: Writing) -> None:
    """Save what was typed, the names of its files with it."""
    typed = request.POST.copy()
    typed.setlist("kept", writing.files.uids)
    save_draft(person, writing.place, typed)


def preview_of(text: str) -> SafeString:
    """Markdown as it will look."""
    # The sanitiser has been over it.
    return mark_safe(render_body(text))
