from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "intercity.live"
    label = "live"
