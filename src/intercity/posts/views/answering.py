"""The comment form under a post."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from intercity.core.uids import new_uid
from intercity.organisations.models import Person
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.content import is_uid
from intercity.posts.drafts import Place, comment_place, has_draft
from intercity.posts.forms import usual_language
from intercity.posts.kinds import Kind, all_kinds, kind_of
from intercity.posts.models import Post
from intercity.posts.parts import Audience, find_for
from intercity.posts.sight import labels_under
from intercity.posts.views.conversation import tags_of
from intercity.posts.views.forming import Writing, begin_writing
from intercity.posts.views.labels import LabelOption, options_of

COMMENT = "comment"


@dataclass(frozen=True)
class Answer:
    """The comment form: its draft's key, the uid of the comment to be, its fields, and the comment it answers.

    `labels` are those that it may have: of what it answers, and narrower ones. `writing` is None for an untouched
    form, `parent` where the post itself is answered.
    """

    key: str
    uid: str
    fields: SafeString
    labels: tuple[LabelOption, ...]
    writing: Writing | None = None
    parent: Post | None = None


def comment_kind() -> Kind:
    """The kind of comments."""
    return all_kinds()[COMMENT]


def fresh_answer(request: Request, post: Post, audience: Audience) -> Answer | None:
    """The form as it opens, for `?reply=<uid>` under that comment; None for whoever may not comment.

    Without a draft it is the same for everybody who writes in one language, and kept: making a form costs more
    than the rest of the page.
    """
    viewer, person, place = request.viewer, request.viewer.person, comment_place(post)
    if person is None or not may(viewer, "post.comment", post):
        return None
    wanted = request.GET.get("reply", "")
    if has_draft(person, place):
        writing = begin_writing(request, person, place, comment_kind().quick_form(), post.space)
        # What it held may have been published meanwhile.
        typed = writing.draft.data.get("parent", [""])[-1] if writing.draft else ""
        chosen = writing.draft.data.get("label", [""])[-1] if writing.draft else ""
        return answer_with(viewer, writing, post, parent_of(viewer, post, wanted or typed), chosen)
    fields = audience.render(
        "posts/_answer_fields.html",
        (usual_language(viewer), kind_of(post).asks),
        [],
        lambda: {"writing": untouched(request, person, place, post)},
    )
    parent = parent_of(viewer, post, wanted)
    above = parent or post
    labels = find_for(
        viewer, ("labels under", above.pk), [*tags_of(above), "space"], lambda: labels_under(viewer, above),
        audience.since,
    )  # fmt: skip
    return Answer(place.key, new_uid(), fields, tuple(options_of(labels, above.label)), None, parent)


def untouched(request: Request, person: Person, place: Place, post: Post) -> Writing:
    """The form before anybody typed."""
    writing = begin_writing(request, person, place, comment_kind().quick_form(), post.space)
    name_the_field(writing, post)
    return writing


def name_the_field(writing: Writing, post: Post) -> None:
    """Call it an answer where something was asked."""
    if kind_of(post).asks:
        writing.form["body"].label = _("Your answer")


def answer_with(viewer: Viewer, writing: Writing, post: Post, parent: Post | None, chosen: str) -> Answer:
    """The form under `post` with what was typed into it, and the label that was `chosen` ("" for the usual one)."""
    name_the_field(writing, post)
    fields = render_to_string("posts/_answer_fields.html", {"writing": writing})
    above = parent or post
    labels = labels_under(viewer, above)
    usual = chosen if chosen in labels else above.label
    uid = str(writing.form["uid"].value())
    return Answer(writing.place.key, uid, fields, tuple(options_of(labels, usual)), writing, parent)


def parent_of(viewer: Viewer, post: Post, uid: str) -> Post | None:
    """The comment under `post` with that uid, where the viewer sees one."""
    if not is_uid(uid):
        return None
    found = Post.objects.visible_to(viewer).filter(root=post, uid=uid)
    return found.select_related("organisation", "author", "root__organisation", "space").first()
