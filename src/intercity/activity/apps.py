from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "intercity.activity"
    label = "activity"
