from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "intercity.notifications"
    label = "notifications"
