"""What a post says, as plain data and as one short value."""

from __future__ import annotations

import json
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intercity.posts.kinds import kind_of
from intercity.posts.models import Post


def snapshot(post: Post) -> dict[str, object]:
    """The kind's facts and the terms of a post, as plain data for a revision."""
    terms = {"topics": [t.slug for t in post.topics.all()], "groups": [g.slug for g in post.groups.all()]}
    return {**kind_of(post).details(post), **terms, "contact": post.contact}


def text_of(post: Post) -> str:
    """A fingerprint of all that people read in a post as it is stored, its files with it; not of its label."""
    fresh = Post.objects.get(pk=post.pk)
    files = list(fresh.attachments.order_by("pk").values_list("uid", "name", "description"))
    said = [fresh.title, fresh.body, fresh.language, snapshot(fresh), files]
    return sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


class EditedMeanwhileError(ValidationError):
    """Somebody else wrote while a form was open: to save it would throw away what its writer has never read."""


def check_read(post: Post, read: str) -> None:
    """EditedMeanwhileError when a locked post says something else by now than the `text_of` that was read, if any."""
    if read and read != text_of(post):
        raise EditedMeanwhileError(_("It was changed while you wrote."))
