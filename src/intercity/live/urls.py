"""Addresses of this room."""

from django.urls import path

from intercity.live import views

urlpatterns = [
    path("live", views.live, name="live"),
    path("live/card/<slug:uid>", views.card, name="live_card"),
]
