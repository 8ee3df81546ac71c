from django.apps import AppConfig


class EventConfig(AppConfig):
    name = "intercity.kinds.event"
    label = "kind_event"
