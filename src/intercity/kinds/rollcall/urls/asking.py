"""Ask all cities, and change later what is asked."""

from __future__ import annotations

from django.urls import path

from intercity.kinds.rollcall.views import asking

urlpatterns = [
    path("spaces/<slug:slug>/ask-all", asking.ask, name="rollcall_ask"),
]
