"""Addresses of this room."""

from django.urls import path

from intercity.kinds.report.views import captions

urlpatterns = [path("posts/<slug:uid>/captions.vtt", captions, name="report_captions")]
