from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "intercity.kinds.finding"
    label = "kind_finding"
