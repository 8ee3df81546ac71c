"""What stands in the files of posts, for the index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Substr

from intercity.posts.models import AttachmentText, Post
from intercity.search.words.analysis import MAX_CHARACTERS

# Of the files of one thread together; a long one is found by its beginning.
MOST_CHARACTERS = 300_000

Texts = Mapping[int, Sequence[str]]


def texts_of(roots: Collection[Post]) -> Texts:
    """By post: the texts of its files and of those of its answers, in pieces that the index reads whole.

    A file of an answer counts only where the answer is for the same readers, as its words do.
    """
    audiences = {post.pk: (post.label, post.readers_id) for post in roots}
    of_these = Q(attachment__post__in=list(audiences)) | Q(attachment__post__root__in=list(audiences))
    rows = AttachmentText.objects.filter(of_these, attachment__post__state="published").exclude(text="")
    rows = rows.annotate(thread=Coalesce("attachment__post__root", "attachment__post"), begin=beginning())
    found: dict[int, list[str]] = {}
    columns = ("thread", "attachment__post__label", "attachment__post__readers", "begin")
    for thread, label, readers, text in rows.order_by("pk").values_list(*columns):
        if (label, readers) == audiences[thread]:
            found.setdefault(thread, []).extend(pieces(text, MOST_CHARACTERS - sum(map(len, found.get(thread, ())))))
    return found


def beginning() -> Substr:
    """As much of a text as is read at all."""
    return Substr(F("text"), 1, MOST_CHARACTERS)


def pieces(text: str, most: int) -> list[str]:
    """`text` up to `most` characters, cut at spaces where it can be."""
    parts, begin = list[str](), 0
    while begin < min(len(text), most):
        end = min(begin + MAX_CHARACTERS, most)
        space = text.rfind(" ", begin, end) if end < len(text) else -1
        end = space if space > begin else end
        parts.append(text[begin:end])
        begin = end
    return parts
