from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "intercity.adoption"
    label = "adoption"
