"""Addresses of this room."""

from __future__ import annotations

from intercity.kinds.rollcall.urls import answering, asking, comparing, entering, seeing, telling

urlpatterns = [
    *asking.urlpatterns, *answering.urlpatterns, *entering.urlpatterns, *seeing.urlpatterns, *comparing.urlpatterns,
    *telling.urlpatterns,
]  # fmt: skip
