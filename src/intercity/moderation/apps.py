from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "intercity.moderation"
    label = "moderation"
