"""What can be changed of a roll call by editing its post."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.posts.forms import PostForm
from intercity.posts.models import Post


class RollCallForm(PostForm):
    """Title, reason and deadline."""

    detail_names: ClassVar[tuple[str, ...]] = ("deadline",)

    deadline = forms.DateTimeField(
        label=_("Answers are needed by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, post: Post | None = None, **kwargs: Any) -> None:
        """Prefill the deadline."""
        if post is not None:
            kwargs["initial"] = {"deadline": post.rollcall.deadline, **(kwargs.get("initial") or {})}
        super().__init__(*args, post=post, **kwargs)
        self.post = post

    def clean_deadline(self) -> Any:
        """A moment to come; one that stood already may stay."""
        deadline = self.cleaned_data["deadline"]
        stood = self.post.rollcall.deadline if self.post is not None else None
        if deadline < timezone.now() and deadline != stood:
            raise ValidationError(_("This moment has passed. Choose a later one."))
        return deadline
