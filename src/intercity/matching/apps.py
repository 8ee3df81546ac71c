from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "intercity.matching"
    label = "matching"
