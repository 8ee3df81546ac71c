"""Remind, and ask every week."""

from __future__ import annotations

from django.urls import URLPattern, path

from intercity.kinds.rollcall.views import reminding

urlpatterns: list[URLPattern] = [
    path("posts/<slug:uid>/remind", reminding.rollcall_remind, name="rollcall_remind"),
    path("posts/<slug:uid>/repeat", reminding.rollcall_repeat, name="rollcall_repeat"),
]
