"""Addresses of this room."""

from django.urls import path

from intercity.kinds.report.notes import views

urlpatterns = [
    path("posts/<slug:uid>/notes", views.notes, name="event_notes"),
    path("posts/<slug:uid>/notes/versions", views.versions, name="event_notes_versions"),
    path("posts/<slug:uid>/notes/delete", views.delete, name="event_notes_delete"),
    path("posts/<slug:uid>/notes/<slug:part>/save", views.save, name="event_notes_save"),
]
