"""This room as a Django app."""

from django.apps import AppConfig


class DocumentConfig(AppConfig):
    name = "intercity.kinds.document"
    label = "kind_document"
