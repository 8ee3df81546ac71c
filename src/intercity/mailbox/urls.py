"""Addresses of this room."""

from django.urls import path

from intercity.mailbox.views import addresses, held, hook, log

urlpatterns = [
    path("mail-in", hook.mail_in, name="mail_in"),
    path("mail-in/log", log.mail_log, name="mail_log"),
    path("mail-in/held", held.held_list, name="mail_held"),
    path("mail-in/held/<int:pk>", held.held_decide, name="mail_held_decide"),
    path("me/addresses", addresses.addresses, name="mail_addresses"),
    path("me/addresses/<int:pk>/confirm", addresses.confirm, name="mail_address_confirm"),
    path("me/addresses/<int:pk>/remove", addresses.remove, name="mail_address_remove"),
    path("organisations/<slug:slug>/mail", held.approval, name="organisation_mail"),
]
