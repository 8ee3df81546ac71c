"""Addresses of this room."""

from django.urls import URLPattern, path

from intercity.privacy import views

urlpatterns: list[URLPattern] = [
    path("privacy", views.privacy, name="privacy"),
    path("me/data", views.data, name="me_data"),
    path("me/erase", views.erase, name="me_erase"),
]
