from django.apps import AppConfig


class TechnologyConfig(AppConfig):
    name = "intercity.kinds.technology"
    label = "kind_technology"
