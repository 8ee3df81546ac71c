"""This room as a Django app."""

from django.apps import AppConfig


class RollCallConfig(AppConfig):
    name = "intercity.kinds.rollcall"
    label = "kind_rollcall"
