"""Addresses of this room."""

from django.urls import path

from intercity.adoption.views import adopting, checking, lineage, reviewing

urlpatterns = [
    path("posts/<slug:uid>/adopt", adopting.adopt, name="adopt"),
    path("posts/<slug:uid>/adoptions", lineage.adoptions, name="adoptions"),
    path("posts/<slug:uid>/difference", lineage.compare, name="difference"),
    path("posts/<slug:uid>/check", checking.check, name="practice_check"),
    path("posts/<slug:uid>/how", reviewing.how, name="adoption_how"),
]
