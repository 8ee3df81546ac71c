"""What somebody was typing: kept as typed, given back, thrown away once it is published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from intercity.core.quick import exists
from intercity.organisations.models import Person
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import all_kinds
from intercity.posts.models import Draft, Post
from intercity.posts.rows import RowsField
from intercity.posts.veils import uid_behind
from intercity.spaces.models import Space

KEY = re.compile(r"(compose|edit|comment)-([0-9a-z]{12})(?:-([a-z]{1,16}))?")
# Of the form itself, not of what somebody typed.
LEFT_OUT = (
    "csrfmiddlewaretoken", "preview", "describe", "drop", "show_people", "save_group", "group_name", "change",
    "looked_at", "do", "counted", "fill",
)  # fmt: skip
LONGEST = 120_000


@dataclass(frozen=True)
class Place:
    """The form that a draft belongs to: the composer of a space, or the edit or comment form of a post."""

    key: str
    address: str
    space: Space | None = None
    post: Post | None = None
    kind: str = ""


def composer_place(space: Space, kind: str) -> Place:
    """The composer of one kind in a space."""
    return Place(f"compose-{space.uid}-{kind}", all_kinds()[kind].composer(space), space=space, kind=kind)


def edit_place(post: Post) -> Place:
    """The edit form of a post."""
    return Place(f"edit-{post.uid}", reverse("post_edit", args=[post.uid]), post=post)


def comment_place(post: Post) -> Place:
    """The comment form under a post."""
    return Place(f"comment-{post.uid}", f"{reverse('post', args=[post.uid])}#answer", post=post)


def find_place(viewer: Viewer, key: str) -> Place:
    """The form that `key` names; Http404 when the viewer may not see where it stands."""
    found = KEY.fullmatch(key)
    if found is None:
        raise Http404
    form, uid, kind = found.groups()
    if form == "compose":
        space = Space.objects.visible_to(viewer).filter(uid=uid).first()
        if space is None or kind not in all_kinds():
            raise Http404
        return composer_place(space, kind)
    post = Post.objects.visible_to(viewer).filter(uid=uid).first()
    if post is None and form == "edit":
        post = Post.objects.embargoed_for(viewer).filter(uid=uid).first()
    if post is None:
        raise Http404
    return edit_place(post) if form == "edit" else comment_place(post)


def save_draft(person: Person, place: Place, data: QueryDict) -> bool:
    """Keep the fields of a form as typed; False (and nothing kept) when they are beyond all measure."""
    # PostgreSQL cannot keep null bytes.
    typed = {name: [v.replace("\x00", "") for v in values] for name, values in data.lists() if name not in LEFT_OUT}
    typed = {name.replace("\x00", ""): values for name, values in typed.items()}
    if sum(len(value) for values in typed.values() for value in values) > LONGEST:
        return False
    Draft.objects.update_or_create(
        person=person,
        key=place.key,
        defaults={"space": place.space, "post": place.post, "kind": place.kind, "data": typed},
    )
    return True


def draft_for(person: Person, place: Place) -> Draft | None:
    """The draft of a form, unless what it held was published meanwhile (a late save may come after)."""
    draft = Draft.objects.filter(person=person, key=place.key).first()
    if draft is not None and place.key.partition("-")[0] != "edit" and stands(draft, person):
        draft.delete()
        return None
    return draft


def has_draft(person: Person, place: Place) -> bool:
    """Whether something was kept for this form."""
    return exists("posts_draft WHERE person_id = %s AND key = %s", person.pk, place.key)


def stands(draft: Draft, person: Person) -> bool:
    """Whether the post that this draft of `person` would become has been published, with or without the name."""
    uid = draft.data.get("uid", [""])[-1]
    # Only one's own: whether somebody else's uid stands, a draft must not tell.
    return Post.objects.filter(Q(uid=uid, author=person) | Q(uid=uid_behind(person, uid))).exists()


def discard(person: Person, place: Place) -> None:
    """Throw a draft away, where there is one."""
    if has_draft(person, place):
        Draft.objects.filter(person=person, key=place.key).delete()


def initial_from(draft: Draft, form: type[forms.Form]) -> dict[str, Any]:
    """What the form shows when the draft is given back."""
    typed = {name: values for name, values in draft.data.items() if name in form.base_fields and values}
    many = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
    rows = {name: field for name, field in form.base_fields.items() if isinstance(field, RowsField)}
    given = {
        name: field.widget.value_from_datadict(MultiValueDict(draft.data), {}, name) for name, field in rows.items()
    }
    return {name: value for name, value in given.items() if value} | {
        name: values if isinstance(form.base_fields[name], many) else values[-1] for name, values in typed.items()
    }
