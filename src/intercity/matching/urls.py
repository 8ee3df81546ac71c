"""Addresses of this room."""

from django.urls import path

from intercity.matching.views import asking, expertise, settling

urlpatterns = [
    path("posts/<slug:uid>/ask", asking.choose, name="post_ask"),
    path("posts/<slug:uid>/asked", settling.settle, name="post_asked"),
    path("organisations/<slug:slug>/expertise", expertise.expertise, name="organisation_expertise"),
]
