"""Addresses of this room."""

from django.urls import path

from intercity.briefs.views import changing, files, making, showing

urlpatterns = [
    path("spaces/<slug:slug>/brief", making.briefs, name="brief"),
    path("spaces/<slug:slug>/brief/<slug:brief>", showing.brief, name="brief_one"),
    path("spaces/<slug:slug>/brief/<slug:brief>/print", showing.brief_print, name="brief_print"),
    path("spaces/<slug:slug>/brief/<slug:brief>/sources/<int:number>", showing.brief_source, name="brief_source"),
    path("spaces/<slug:slug>/brief/<slug:brief>/edit", changing.edit, name="brief_edit"),
    path("spaces/<slug:slug>/brief/<slug:brief>/publish", changing.publish, name="brief_publish"),
    path("spaces/<slug:slug>/brief/<slug:brief>/drop", changing.drop, name="brief_drop"),
    path("spaces/<slug:slug>/brief/<slug:brief>/brief.<slug:ending>", files.brief_file, name="brief_file"),
]
