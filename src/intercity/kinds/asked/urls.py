"""Addresses of this kind."""

from django.urls import path

from intercity.kinds.asked.views import asking

urlpatterns = [
    path("posts/<slug:uid>/questions", asking.ask, name="asked_ask"),
    path("posts/<slug:uid>/support", asking.support, name="asked_support"),
    path("posts/<slug:uid>/take-up", asking.take_up, name="asked_take_up"),
]
