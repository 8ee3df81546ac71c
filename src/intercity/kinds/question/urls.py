"""Addresses of this room."""

from django.urls import path

from intercity.kinds.question.views import requests, settling

urlpatterns = [
    path("posts/<slug:uid>/accept", settling.accept, name="post_accept"),
    path("posts/<slug:uid>/settle", settling.settle, name="post_settle"),
    path("posts/<slug:uid>/request", requests.change, name="request_state"),
    path("requests/", requests.listing, name="requests"),
]
