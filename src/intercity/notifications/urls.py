"""Addresses of this room."""

from django.urls import path

from intercity.notifications import views

urlpatterns = [path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe")]
