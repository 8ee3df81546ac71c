"""Addresses of the pulse."""

from django.urls import path

from intercity.pages.pulse import views

urlpatterns = [
    path("desk/pulse", views.pulse, name="pulse"),
    path("desk/pulse.csv", views.pulse_csv, name="pulse_csv"),
]
