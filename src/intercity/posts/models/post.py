"""Whatever an organisation publishes in a space."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from intercity.core.markdown import to_text
from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.posts.models.readers import Readers
from intercity.posts.querysets import PostQuerySet
from intercity.posts.visibility import audience_of
from intercity.spaces.models import Group, Label, Space, Topic


class State(models.TextChoices):
    """Where a post is in its life."""

    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    HIDDEN = "hidden", _("Hidden by a moderator")
    EMBARGOED = "embargoed", _("Waits for its time")


class Source(models.TextChoices):
    """Who wrote it: the organisation itself, or a tracker about it."""

    NATIVE = "native", _("Published here")
    IMPORTED = "imported", _("Imported")


class Post(models.Model):
    """The spine. What only one kind has lives in that kind's details table."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    kind = models.CharField(max_length=16)
    # Without an index of its own: those over published posts begin with it, and no space is ever deleted.
    space = models.ForeignKey(Space, models.PROTECT, related_name="posts", db_index=False)
    # Indexed where there is one: SQLite takes a plain index for "no root", and reads every post of the network by it.
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies", db_index=False)
    root = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="thread", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    author = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="posts")
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    contact = models.CharField(_("who to call"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    label = models.CharField(_("who may see it"), max_length=5, choices=Label.choices, default=Label.GREEN)
    # For whom, where it is for named readers only; without them such a post is for nobody.
    readers = models.ForeignKey(Readers, models.PROTECT, null=True, blank=True, related_name="posts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.NATIVE)
    pinned_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField()
    # When it is to be published, while it waits; empty too where its time came and it could not be.
    visible_from = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Taken from the kind's details on writing (`kinds.begin_of`): a list in this order needs it in its index.
    begins_on = models.DateField(null=True, blank=True, editable=False)
    topics = models.ManyToManyField(Topic, blank=True, related_name="posts", verbose_name=_("topics"))
    groups = models.ManyToManyField(Group, blank=True, related_name="posts", verbose_name=_("for whom"))

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["space", "-published_at", "-id"],
                name="post_stream",
                condition=Q(root=None, state="published"),
            ),
            models.Index(
                fields=["-published_at", "-id"], name="post_newest", condition=Q(root=None, state="published")
            ),
            models.Index(
                fields=["kind", "-published_at", "-id"],
                name="post_kind_newest",
                condition=Q(root=None, state="published"),
            ),
            models.Index(fields=["root"], name="post_thread", condition=Q(root__isnull=False)),
            models.Index(fields=["parent"], name="post_replies", condition=Q(parent__isnull=False)),
            models.Index(
                fields=["space", "kind", "-published_at", "-id"],
                name="post_kind",
                condition=Q(root=None, state="published"),
            ),
            # From which countries a space has posts is asked on each of its pages, organisation by organisation;
            # the table by city and by country reads the newest of each.
            models.Index(
                fields=["space", "organisation", "-published_at", "-id"],
                name="post_space_organisation",
                condition=Q(root=None, state="published"),
            ),
            models.Index(
                F("space"),
                Coalesce("edited_at", "published_at").desc(),
                F("id").desc(),
                name="post_changed",
                condition=Q(root=None, state="published"),
            ),
            models.Index(
                fields=["space", "-begins_on", "-id"],
                name="post_begins",
                condition=Q(root=None, state="published"),
            ),
            models.Index(fields=["visible_from"], name="post_embargoed", condition=Q(state="embargoed")),
            models.Index(fields=["space", "-pinned_at"], name="post_pinned", condition=Q(pinned_at__isnull=False)),
            models.Index(fields=["organisation", "-published_at", "-id"], name="post_organisation"),
        ]

    def __str__(self) -> str:
        return self.title or self.excerpt

    def get_absolute_url(self) -> str:
        """Its page; a comment is a place on its root's page. What waits for its time has one for its own people."""
        if self.is_embargoed:
            return reverse("waiting_post", args=[self.uid])
        if self.root_id is None:
            return reverse("post", args=[self.uid])
        assert self.root is not None
        return f"{reverse('post', args=[self.root.uid])}#c-{self.uid}"

    @cached_property
    def excerpt(self) -> str:
        """The first words of its text, without markup."""
        text = to_text(self.html)
        return text if len(text) <= 240 else text[:239].rsplit(" ", 1)[0] + "…"

    @property
    def changed_at(self) -> datetime:
        """When it was changed last: edited, or else published."""
        return self.edited_at or self.published_at

    @property
    def is_imported(self) -> bool:
        """Whether a tracker says it about the organisation, and nobody there confirmed it."""
        return self.source == Source.IMPORTED

    @property
    def is_published(self) -> bool:
        """Whether it stands."""
        return self.state == State.PUBLISHED

    @property
    def is_embargoed(self) -> bool:
        """Whether it waits for its time."""
        return self.state == State.EMBARGOED

    @property
    def audience(self) -> frozenset[str]:
        """The audiences that its label admits, wherever else it stands."""
        return audience_of(self.label, self.space.uid, self.readers_id or "")

    @property
    def label_mark(self) -> Label:
        """Its label with name and TLP mark."""
        return Label(self.label)

    @property
    def thread_root(self) -> Post:
        """The post whose page it stands on: itself, or its root."""
        return self.root if self.root is not None else self
