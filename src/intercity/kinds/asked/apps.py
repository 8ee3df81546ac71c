from django.apps import AppConfig


class AskedConfig(AppConfig):
    name = "intercity.kinds.asked"
    label = "kind_asked"
