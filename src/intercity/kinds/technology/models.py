"""What only a technology has, and what only an experience with one has."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.posts.models import Post


class Sort(models.TextChoices):
    """What sort of technology it is."""

    COUNTING = "counting", _("Counting and sensors")
    LIGHT = "light", _("Lighting")
    VIDEO = "video", _("Cameras")
    ACCESS = "access", _("Access, barriers and vehicles")
    WARNING = "warning", _("Warning and alarm")
    TALKING = "talking", _("Radio and messages")
    DATA = "data", _("Data and decisions by software")
    DRONES = "drones", _("Drones and robots")
    OTHER = "other", _("Something else")


class Status(models.TextChoices):
    """Where an organisation stands with a technology."""

    USED = "used", _("In use")
    TRIAL = "trial", _("Trial")
    STOPPED = "stopped", _("Stopped")


# The assessment asks these five, in this order: its heading, and the plain question behind it.
RIGHTS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "necessity": (_("Necessity"), _("Which problem does it solve that could not be solved with less?")),
    "proportionality": (
        _("Proportionality"),
        _("What does it take from people, and is what it brings worth that? Where and when is it switched off?"),
    ),
    "affected": (
        _("Groups affected"),
        _("Who is seen, counted or stopped by it, and who more than others? Have they been asked?"),
    ),
    "safeguards": (
        _("Safeguards"),
        _("What keeps it from being used for something else? Who may look, and for how long is anything kept?"),
    ),
    "oversight": (
        _("Oversight"),
        _("Who outside checks it, how often, and where can somebody complain?"),
    ),
}
# What an experience rates; more is better for each of them.
CRITERIA: Final[dict[str, str | Promise]] = {
    "usefulness": _("Usefulness"),
    "ease": _("Ease of use and upkeep"),
    "acceptance": _("Acceptance by people"),
    "protection": _("Data protection"),
    "reliability": _("Reliability"),
}
GRADES: Final[dict[int, str | Promise]] = {
    1: _("very poor"), 2: _("poor"), 3: _("fair"), 4: _("good"), 5: _("very good"),
}  # fmt: skip


def in_use() -> models.QuerySet[Post]:
    """Within a query over technologies: the experiences that say "in use", as everybody sees them who sees it."""
    same = ~Q(label="red") | Q(readers=OuterRef("post__readers"))
    rows = Post.objects.filter(same, root=OuterRef("post"), state="published", label=OuterRef("post__label"))
    return rows.filter(experience__status=Status.USED)


class TechnologyManager(models.Manager["Technology"]):
    """Reads with each technology how many organisations have it in use: cards say it, and ask nothing more."""

    def get_queryset(self) -> models.QuerySet[Technology]:
        """All, each with `using`."""
        each = in_use().order_by().values("root").annotate(n=Count("organisation", distinct=True)).values("n")
        return super().get_queryset().annotate(using=Coalesce(Subquery(each, models.IntegerField()), 0))


class Technology(models.Model):
    """The facts of a technology; all but the shared title and text may stay empty."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="technology")
    sort = models.CharField(max_length=10, choices=Sort.choices, default=Sort.OTHER)
    usage = models.TextField(blank=True)
    alternatives = models.TextField(blank=True)
    costs = models.TextField(blank=True)
    legal_basis = models.TextField(blank=True)
    data_protection = models.TextField(blank=True)
    necessity = models.TextField(blank=True)
    proportionality = models.TextField(blank=True)
    affected = models.TextField(blank=True)
    safeguards = models.TextField(blank=True)
    oversight = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    vendors = models.TextField(blank=True)

    objects = TechnologyManager()
    plain = models.Manager["Technology"]()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sort"], name="technology_sort")]

    def __str__(self) -> str:
        return f"technology {self.post_id}"

    @property
    def assessed(self) -> int:
        """How many of the five questions about rights somebody has answered."""
        return sum(bool(getattr(self, name)) for name in RIGHTS)


def grade() -> models.PositiveSmallIntegerField[int | None, int | None]:
    """From 1 to 5, or none."""
    choices = list(GRADES.items())
    return models.PositiveSmallIntegerField(null=True, blank=True, choices=choices)


def reason() -> models.CharField[str, str]:
    """Why that grade."""
    return models.CharField(max_length=400, blank=True)


class Experience(models.Model):
    """Where one organisation stands with a technology, and how it judges it: each grade with its reason."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="experience")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.USED)
    since = models.DateField(null=True, blank=True)
    why_stopped = models.TextField(blank=True)
    usefulness, usefulness_why = grade(), reason()
    ease, ease_why = grade(), reason()
    acceptance, acceptance_why = grade(), reason()
    protection, protection_why = grade(), reason()
    reliability, reliability_why = grade(), reason()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["status"], name="experience_status")]

    def __str__(self) -> str:
        return f"experience {self.post_id}"
