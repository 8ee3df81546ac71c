from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "intercity.pages"
    label = "pages"
