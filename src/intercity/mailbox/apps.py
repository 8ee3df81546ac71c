from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "intercity.mailbox"
    label = "mailbox"
