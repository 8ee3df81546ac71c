"""A city, region, ministry, EU or international body, network, NGO or institute."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.core.slugs import make_slug
from intercity.core.uids import new_uid
from intercity.organisations.models.standing_in import SpokenName
from intercity.places.names import country_name


class Level(models.TextChoices):
    """At which level of government (or beside it) an organisation works."""

    LOCAL = "local", _("City")
    REGIONAL = "regional", _("Region")
    NATIONAL = "national", _("Country")
    EUROPEAN = "european", _("European")
    INTERNATIONAL = "international", _("International")


# Cities speak freely among cities: only these levels read every space of the network (DESIGN.md, Label).
NETWORK_LEVELS = (Level.LOCAL, Level.REGIONAL)


class Type(models.TextChoices):
    """What sort of body it is."""

    CITY = "city", _("City")
    REGION = "region", _("Region")
    MINISTRY = "ministry", _("Ministry or national authority")
    EU = "eu", _("EU body")
    INTERNATIONAL = "international", _("International organisation")
    NETWORK = "network", _("Network of cities")
    NGO = "ngo", _("Non-governmental organisation")
    INSTITUTE = "institute", _("Institute")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Lists of organisations."""

    def in_network(self) -> OrganisationQuerySet:
        """Those that take part themselves; imported ones that nobody confirmed are left out."""
        return self.filter(unclaimed=False)

    def free_slug(self, name: str) -> str:
        """A slug for `name` that no organisation has yet."""
        return make_slug(name, lambda slug: self.filter(slug=slug).exists())


class NamedManager(models.Manager["Organisation"]):
    """Finds organisations by who they are: none of those that stand for unnamed cities."""

    def get_queryset(self) -> OrganisationQuerySet:
        """All that have a name of their own."""
        return OrganisationQuerySet(self.model, using=self._db).filter(stands_for__isnull=True)


class Organisation(models.Model):
    """Whoever speaks: every post is by a person for one of these.

    Some stand for cities that publish without their name; only the posts themselves lead to these.
    """

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=160)
    name.descriptor_class = SpokenName  # type: ignore[attr-defined]
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    type = models.CharField(_("type"), max_length=16, choices=Type.choices, default=Type.CITY)
    level = models.CharField(_("level"), max_length=16, choices=Level.choices, default=Level.LOCAL)
    country = models.CharField(_("country"), max_length=2, blank=True, db_index=True)
    place = models.ForeignKey("places.City", models.SET_NULL, null=True, blank=True, verbose_name=_("place"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    about = models.TextField(_("about"), blank=True)
    web = models.URLField(_("web page"), blank=True)
    contact_name = models.CharField(_("office to call"), max_length=160, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    duty_email = models.EmailField(_("duty mailbox for urgent questions"), blank=True)
    unclaimed = models.BooleanField(default=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # How a city is described that is not named (`standing_in`); the row is shared by all that get this description.
    stands_for = models.JSONField(null=True, blank=True, editable=False)

    objects = NamedManager.from_queryset(OrganisationQuerySet)()
    everybody = OrganisationQuerySet.as_manager()

    class Meta:
        base_manager_name = "everybody"
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="organisation_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its profile page; for one without name, what that means."""
        if self.is_unnamed:
            return f"{reverse('labels')}#without-name"
        return reverse("organisation", args=[self.slug])

    @property
    def plate(self) -> str:
        """The name as short as people say it: `Nice` for `City of Nice`."""
        return self.short_name or self.name

    @property
    def is_unnamed(self) -> bool:
        """Whether it stands for a city that does not want to be named."""
        return self.stands_for is not None

    @property
    def initials(self) -> str:
        """Two letters that stand where others have a logo."""
        words = [word for word in self.plate.split() if word[:1].isalpha()] or [self.plate]
        return (words[0][:1] + (words[1][:1] if len(words) > 1 else words[0][1:2])).upper()

    @property
    def country_label(self) -> str:
        """The country's name in the reader's language; empty where there is none."""
        return country_name(self.country, get_language() or "en") if self.country else ""

    @property
    def reads_network(self) -> bool:
        """Whether its members read what is labelled Network in every space."""
        return not self.unclaimed and self.level in NETWORK_LEVELS


class MailDomain(models.Model):
    """A mail domain that an organisation listed: whoever has an address there may read for it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mail_domains")
    domain = models.CharField(_("mail domain"), max_length=120, unique=True)

    def __str__(self) -> str:
        return self.domain
