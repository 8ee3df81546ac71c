"""Map, comparisons, print and embed."""

from __future__ import annotations

from django.urls import URLPattern, path

from intercity.kinds.rollcall.views import closed, compare, embed, mapped, prints

urlpatterns: list[URLPattern] = [
    path("posts/<slug:uid>/answers/map", mapped.answers_map, name="rollcall_map"),
    path("posts/<slug:uid>/answers/map.json", mapped.answers_map_data, name="rollcall_map_data"),
    path("posts/<slug:uid>/answers/compare", compare.answers_compare, name="rollcall_compare"),
    path("posts/<slug:uid>/answers/print", prints.answers_print, name="rollcall_print"),
    path("posts/<slug:uid>/answers/embed", embed.answers_embed, name="rollcall_embed"),
    path("posts/<slug:uid>/answers/closed", closed.answers_closed, name="rollcall_closed"),
]
