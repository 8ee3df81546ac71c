"""Files that belong to a post."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from intercity.core.uids import new_uid
from intercity.organisations.models import Person
from intercity.posts.models.post import Post


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files of posts."""

    def shown(self) -> AttachmentQuerySet:
        """With all that lists of files show: whether their text can be searched, without the text."""
        return self.select_related("reading").defer("reading__text")

    def places(self) -> list[str]:
        """Where their files lie, the pictures of first pages with them."""
        rows = self.values_list("path", "reading__picture")
        return [place for row in rows for place in row if place]

    def recordings(self) -> AttachmentQuerySet:
        """Films and sound."""
        return self.filter(models.Q(mime__startswith="video/") | models.Q(mime__startswith="audio/"))


class Attachment(models.Model):
    """A picture, PDF, office file or recording. `post` is empty until the form it was uploaded for is published."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="attachments")
    uploaded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=160)
    description = models.CharField(max_length=300, blank=True)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is fetched, with permission."""
        return reverse("attachment", args=[self.uid, self.name])

    def first_page_address(self) -> str:
        """Where the picture of its first page is fetched, with the same permission."""
        return reverse("first_page", args=[self.uid])

    @property
    def is_picture(self) -> bool:
        """Whether browsers show it inside the page."""
        return self.mime.startswith("image/")

    @property
    def is_film(self) -> bool:
        """Whether browsers play it with pictures."""
        return self.mime.startswith("video/")

    @property
    def is_recording(self) -> bool:
        """Whether browsers play it, with pictures or without."""
        return self.is_film or self.mime.startswith("audio/")
