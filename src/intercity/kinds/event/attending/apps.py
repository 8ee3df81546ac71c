from django.apps import AppConfig


class AttendingConfig(AppConfig):
    name = "intercity.kinds.event.attending"
    label = "event_attending"
