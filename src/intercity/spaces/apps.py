from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "intercity.spaces"
    label = "spaces"
