"""The app `places`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Countries, regions and cities of the world."""

    name = "intercity.places"
    label = "places"
    verbose_name = _("Places")
