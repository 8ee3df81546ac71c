"""A room for work among organisations."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intercity.core.slugs import make_slug
from intercity.core.uids import new_uid
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import Viewer
from intercity.spaces.models.labels import Label
from intercity.spaces.models.terms import Topic

# In addresses these are no spaces.
RESERVED = ("new", "templates")
# Up to a month: later nobody waits for an answer any more.
HOURS = [MinValueValidator(1), MaxValueValidator(720)]


class Template(models.TextChoices):
    """What a space is made from."""

    CRISIS = "crisis", _("Crisis")
    PARTNERSHIP = "partnership", _("Partnership")
    PROJECT = "project", _("Project")


class SpaceState(models.TextChoices):
    """Whether work goes on in it."""

    ACTIVE = "active", _("Active")
    EXERCISE = "exercise", _("Exercise")
    ARCHIVED = "archived", _("Archived")


class WhoAsksAll(models.TextChoices):
    """Who may ask all cities of a space at once."""

    COORDINATORS = "coordinators", _("Its coordinators")
    OFFICERS = "officers", _("Every verified officer who may post here")


def usual_pages() -> list[str]:
    """The further pages of a space that nobody chose any for."""
    return ["calendar"]


class SpaceQuerySet(models.QuerySet["Space"]):
    """Lists of spaces."""

    def visible_to(self, viewer: Viewer) -> SpaceQuerySet:
        """Spaces this viewer may know of: those that publish, all for the network, a partner's own."""
        if viewer.reads_network:
            return self
        mine = SpaceMember.objects.filter(organisation__in=viewer.organisation_ids).values("space")
        return self.filter(Q(widest_label=Label.CLEAR) | Q(pk__in=mine))

    def free_slug(self, name: str) -> str:
        """A slug for `name` that no space has yet."""
        return make_slug(name, lambda slug: slug in RESERVED or self.filter(slug=slug).exists())


class Space(models.Model):
    """A crisis, a partnership or a project in which organisations work together."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    template = models.CharField(_("template"), max_length=16, choices=Template.choices, default=Template.CRISIS)
    state = models.CharField(_("state"), max_length=10, choices=SpaceState.choices, default=SpaceState.ACTIVE)
    open_to_network = models.BooleanField(_("every city of the network may join"), default=True)
    default_label = models.CharField(_("usual label"), max_length=5, choices=Label.choices, default=Label.GREEN)
    widest_label = models.CharField(_("widest label"), max_length=5, choices=Label.choices, default=Label.CLEAR)
    # Set with the first post for this space only, and never unset: before it, all of the network see the same here.
    has_narrow = models.BooleanField(default=False, editable=False)
    next_ring_hours = models.PositiveSmallIntegerField(
        _("hours until more cities are asked"), default=24, validators=HOURS
    )
    escalate_hours = models.PositiveSmallIntegerField(
        _("hours until the coordinators are told"), default=48, validators=HOURS
    )
    asks_per_week = models.PositiveSmallIntegerField(
        _("how often one city is asked in a week"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    who_asks_all = models.CharField(
        _("who may ask all cities"), max_length=12, choices=WhoAsksAll.choices, default=WhoAsksAll.COORDINATORS
    )
    ask_alls_per_week = models.PositiveSmallIntegerField(
        _("how often all cities are asked in a week"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    second_factor = models.BooleanField(_("who writes here shows a second factor"), default=False)
    two_person = models.BooleanField(
        _("a second person of the same organisation must confirm before anything becomes public"), default=False
    )
    pages = models.JSONField(_("further pages"), default=usual_pages, blank=True)
    # The version of the exchange agreement that binds now; 0: there is none.
    agreement_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    topics: models.ManyToManyField[Topic, models.Model] = models.ManyToManyField(
        Topic, blank=True, related_name="+", verbose_name=_("what it is about")
    )
    organisations: models.ManyToManyField[Organisation, SpaceMember] = models.ManyToManyField(
        Organisation, through="SpaceMember", related_name="spaces"
    )
    coordinators: models.ManyToManyField[Person, SpaceCoordinator] = models.ManyToManyField(
        Person, through="SpaceCoordinator", related_name="coordinated_spaces"
    )

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its stream."""
        return reverse("space", args=[self.slug])

    @property
    def is_exercise(self) -> bool:
        """Whether everything in it is invented for practice; every card then says so."""
        return self.state == SpaceState.EXERCISE

    @property
    def is_archived(self) -> bool:
        """Whether it can only be read."""
        return self.state == SpaceState.ARCHIVED


class SpaceMember(models.Model):
    """An organisation that works in a space."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="space_memberships")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "organisation"], name="joined_once")]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.space}"


class SpaceCoordinator(models.Model):
    """A person who looks after a space."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="coordinator_rows")
    person = models.ForeignKey(Person, models.CASCADE, related_name="coordinator_rows")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "person"], name="coordinates_once")]

    def __str__(self) -> str:
        return f"{self.person} for {self.space}"
