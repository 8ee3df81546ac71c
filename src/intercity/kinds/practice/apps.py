from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "intercity.kinds.practice"
    label = "kind_practice"
