from django.apps import AppConfig


class UpdateConfig(AppConfig):
    name = "intercity.kinds.update"
    label = "kind_update"
