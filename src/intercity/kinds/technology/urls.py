"""Addresses of this room."""

from django.urls import path

from intercity.kinds.technology.views import comparing, listing, telling

urlpatterns = [
    path("posts/<slug:uid>/experience", telling.experience, name="experience"),
    path("spaces/<slug:slug>/technologies", listing.technologies, name="space_technologies"),
    path("technologies/compare", comparing.compare, name="technologies_compare"),
    path("technologies/compare.csv", comparing.compare_csv, name="technologies_compare_csv"),
]
