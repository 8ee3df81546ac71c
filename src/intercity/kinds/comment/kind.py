"""Comments: posts with a parent."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from intercity.posts.forms import PostForm
from intercity.posts.plain_kind import PlainKind


class CommentForm(PostForm):
    """One text field; everything else is the thread's."""

    title_required: ClassVar[bool] = False
    names_readers: ClassVar[bool] = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Leave only the text and its language."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("title", "topics", "groups", "contact", "label"):
            del self.fields[name]
        self.fields["body"].required = True
        self.fields["body"].label = _("Your comment")
        self.fields["body"].widget.attrs["rows"] = 3


class CommentKind(PlainKind):
    """Never composed by itself: a comment is written under a post."""

    name = "comment"
    label = _("Comment")
    plural = _("Comments")

    def quick_form(self) -> type[PostForm]:
        """The one-field form."""
        return CommentForm


kind = CommentKind()
