"""See the answers."""

from __future__ import annotations

from django.urls import URLPattern, path

from intercity.kinds.rollcall.views import answers, files, missing

urlpatterns: list[URLPattern] = [
    path("posts/<slug:uid>/answers", answers.answers, name="rollcall_answers"),
    path("posts/<slug:uid>/answers.csv", files.answers_csv, name="rollcall_csv"),
    path("posts/<slug:uid>/answers.xlsx", files.answers_xlsx, name="rollcall_xlsx"),
    path("posts/<slug:uid>/answers.json", files.answers_json, name="rollcall_json"),
    path("posts/<slug:uid>/answers/missing", missing.missing, name="rollcall_missing"),
    path("posts/<slug:uid>/answers/missing.csv", missing.missing_csv, name="rollcall_missing_csv"),
]
