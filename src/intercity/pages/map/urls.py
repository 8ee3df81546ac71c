"""Addresses of the map."""

from django.urls import path

from intercity.pages.map import views

urlpatterns = [
    path("spaces/<slug:slug>/map", views.space_map, name="space_map"),
    path("spaces/<slug:slug>/map.json", views.map_data, name="space_map_data"),
    path("spaces/<slug:slug>/map/<slug:organisation>", views.map_city, name="space_map_city"),
]
