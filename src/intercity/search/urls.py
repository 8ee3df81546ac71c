"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from intercity.search.views import connecting, saved, searching, similar

urlpatterns: list[URLPattern] = [
    path("search", searching.search, name="search"),
    path("search/suggest", searching.suggest, name="search_suggest"),
    path("posts/<slug:uid>/connect", connecting.connect, name="post_connect"),
    path("posts/<slug:uid>/part", connecting.part, name="post_part"),
    path("similar", similar.similar, name="similar"),
    path("searches/", saved.saved_views, name="saved_views"),
    path("searches/save", saved.save, name="saved_view_save"),
    path("searches/<int:pk>/rename", saved.rename, name="saved_view_rename"),
    path("searches/<int:pk>/delete", saved.delete, name="saved_view_delete"),
]
