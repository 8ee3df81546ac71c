"""Ask all cities, and change later what is asked."""

from __future__ import annotations

from django.urls import path

from intercity.kinds.rollcall.views import asking, fields

urlpatterns = [
    path("spaces/<slug:slug>/ask-all", asking.ask, name="rollcall_ask"),
    path("posts/<slug:uid>/fields", fields.fields, name="rollcall_fields"),
]
