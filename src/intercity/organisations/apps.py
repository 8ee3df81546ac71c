from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrganisationsConfig(AppConfig):
    name = "intercity.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Load every room's rules, so that `may` knows all verbs whoever asks first."""
        autodiscover_modules("policies")
