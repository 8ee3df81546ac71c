"""Addresses of the desk."""

from django.urls import path

from intercity.pages.desk import views

urlpatterns = [path("desk", views.desk, name="desk")]
