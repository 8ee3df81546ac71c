"""The page between writing and publishing, where nobody may be identifiable: a reminder, with what was found.

It holds nobody up: one press publishes. The press counts for exactly the text that was looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.core.text import fold
from intercity.organisations.models import Membership
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.forms import chosen_terms
from intercity.posts.models import Post
from intercity.posts.sensitive.finding import Sort, find
from intercity.posts.views.forming import Writing, keep
from intercity.spaces.marks import is_sensitive, topic_marks
from intercity.spaces.models import Space, SpaceMember

LOOKED_AT = "looked_at"
"""The field with the digest of the texts in which, as their writer said, nobody can be identified."""
CHANGE = "change"
"""The button that leads back to the text."""
# Of the form itself, or made anew on the page between.
NOT_CARRIED = ("csrfmiddlewaretoken", LOOKED_AT, CHANGE, "kept", "describe")
# Whom to call is there to be called.
NOT_LOOKED_AT = ("uid", "contact")
NAMES: dict[Sort, str | Promise] = {
    Sort.PHONE: _("telephone number"),
    Sort.MAIL: _("e-mail address"),
    Sort.ADDRESS: _("address"),
    Sort.CASE: _("number of a case or a person"),
    Sort.NAME: _("name"),
}
Texts = Sequence[tuple[str, str]]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """A piece of a text; `looks_like` says what was found there, "" for nothing."""

    text: str
    looks_like: str | Promise = ""


@dataclass(frozen=True)
class Looked:
    """One text under its heading, in parts."""

    heading: str
    parts: Sequence[Part]


def between(request: Request, writing: Writing, post: Post | None = None, more: Texts = ()) -> HttpResponse | None:
    """The page before a valid form is published; None where nothing need be asked (any more).

    `post` is what is edited or answered, None for a new one; `more` is what is typed beside the form. The form is
    kept as draft, and all of it goes along.
    """
    if not is_asked_for(writing, post):
        return None
    texts = [*texts_of(request, writing), *more]
    if was_looked_at(request, texts):
        return None
    assert request.viewer.person is not None
    keep(request, request.viewer.person, writing)
    return page_between(
        request, request.viewer, writing.space, texts, carried(request, writing), str(writing.form["language"].value())
    )


def between_answers(request: Request, texts: Texts, viewer: Viewer, post: Post) -> HttpResponse | None:
    """The page for `texts` of another form, of `viewer` under `post`; its fields go along. None as `between`."""
    if not texts or not is_about_sensitive(post) or was_looked_at(request, texts):
        return None
    return page_between(request, viewer, post.space, texts, fields_of(request), get_language() or "en")


def is_asked_for(writing: Writing, post: Post | None) -> bool:
    """Whether what is written is about a sensitive topic, or stands in the thread of a post that is."""
    chosen = writing.form.cleaned_data.get("topics")
    return is_sensitive(chosen_terms(chosen)) or (post is not None and is_about_sensitive(post))


def is_about_sensitive(post: Post) -> bool:
    """Whether the thread of `post` has a sensitive topic."""
    marked = topic_marks().sensitive
    return bool(marked) and post.thread_root.topics.filter(pk__in=marked).exists()


def texts_of(request: Request, writing: Writing) -> Texts:
    """(heading, text) of all that people will read: what is typed, names and descriptions of files."""
    found = [*typed_texts(writing.form, NOT_LOOKED_AT)]
    files = [f"{file.name} {file.description}".strip() for file in writing.files.kept]
    # Files that stand already are described anew in the same form.
    kept = {f"describe_{uid}" for uid in writing.files.uids}
    described = [name for name in request.POST if name.startswith("describe_") and name not in kept]
    files += [text for name in described if (text := request.POST.get(name, ""))]
    return [*found, *[(str(_("Files")), "\n".join(files))]] if files else found


def typed_texts(form: forms.BaseForm, left_out: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """(heading, text) of the fields of a valid form in which people write."""
    for name, field in form.fields.items():
        text = form.cleaned_data.get(name)
        if isinstance(field, forms.CharField) and name not in left_out and isinstance(text, str) and text.strip():
            yield str(field.label), text


def digest_of(texts: Texts) -> str:
    """Another one for any other text."""
    return sha256("\0".join(text for _heading, text in texts).encode()).hexdigest()[:32]


def was_looked_at(request: Request, texts: Texts) -> bool:
    """Whether the form says that nobody can be identified in exactly these texts."""
    return digest_of(texts) in request.POST.getlist(LOOKED_AT)


def carried(request: Request, writing: Writing) -> Pairs:
    """The fields of the form as it was sent; its files are kept already and go along by name."""
    described = [(f"describe_{file.uid}", file.description) for file in writing.files.kept]
    own = {name for name, _text in described}
    return [*fields_of(request, own), *[("kept", uid) for uid in writing.files.uids], *described]


def fields_of(request: Request, left_out: Collection[str] = ()) -> Pairs:
    """The fields of a form as it was sent."""
    names = [name for name in request.POST if name not in NOT_CARRIED and name not in left_out]
    return [(name, str(text)) for name in names for text in request.POST.getlist(name)]


def page_between(
    request: Request, viewer: Viewer, space: Space, texts: Texts, pairs: Pairs, language: str
) -> HttpResponse:
    """The reminder, the texts with what was found in them, and the two ways on."""
    looked = list(look_at(texts, known_to(viewer, space)))
    context = {
        "section": "spaces", "space": space, "looked": looked, "carried": pairs, "digest": digest_of(texts),
        "language": language, "found": sum(bool(part.looks_like) for one in looked for part in one.parts),
        "path": request.get_full_path(),
    }  # fmt: skip
    return render(request, "posts/between.html", context)


def look_at(texts: Texts, known: Collection[str]) -> Iterator[Looked]:
    """Each text, in parts."""
    for heading, text in texts:
        yield Looked(heading, list(parts_of(text, known)))


def parts_of(text: str, known: Collection[str]) -> Iterator[Part]:
    """The whole text, piece by piece."""
    free_from = 0
    for passage in find(text, known):
        if passage.begin > free_from:
            yield Part(text[free_from : passage.begin])
        yield Part(text[passage.begin : passage.end], NAMES[passage.sort])
        free_from = passage.end
    if free_from < len(text):
        yield Part(text[free_from:])


def known_to(viewer: Viewer, space: Space) -> frozenset[str]:
    """The names, folded, of people in the organisations of the space as far as the viewer may see them."""
    rows = Membership.objects.present()
    organisations = [membership.organisation for membership in viewer.memberships]
    if viewer.organisation is not None and all(may(viewer, "organisation.see_people", one) for one in organisations):
        reach = rows.filter(organisation__in=SpaceMember.objects.filter(space=space).values("organisation"))
        rows = (reach if viewer.reads_network else rows.none()) | rows.filter(organisation__in=organisations)
    else:
        rows = rows.none()
    return frozenset(in_full(rows.values_list("person__name", flat=True)))


def in_full(names: Iterable[str]) -> Iterator[str]:
    """Those of more than one word, folded: one word alone is a first name or a common noun."""
    folded = (fold(name) for name in names)
    return (name for name in folded if " " in name)
