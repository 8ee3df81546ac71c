from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "intercity.search"
    label = "search"
