from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "intercity.privacy"
    label = "privacy"
