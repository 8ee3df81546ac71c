from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "intercity.transfer"
    label = "transfer"
