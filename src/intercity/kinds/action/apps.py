"""This room as a Django app."""

from django.apps import AppConfig


class ActionConfig(AppConfig):
    name = "intercity.kinds.action"
    label = "kind_action"
