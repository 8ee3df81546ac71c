from django.apps import AppConfig


class BriefsConfig(AppConfig):
    name = "intercity.briefs"
    label = "briefs"
