from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "intercity.demo"
    label = "demo"
