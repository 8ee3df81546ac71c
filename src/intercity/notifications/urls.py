"""Addresses of this room."""

from django.urls import path

from intercity.notifications.views import hearing, unsubscribing

urlpatterns = [
    path("me/hearing", hearing.hearing, name="hearing"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
