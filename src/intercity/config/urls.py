"""Every address of the product, room by room."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from intercity.organisations.urls import account_patterns

handler403 = "intercity.pages.refusing.refused"
# In this order; the first address that fits answers.
ROOMS: Final = (
    "pages",
    "organisations",
    "spaces",
    "posts",
    "search",
    "adoption",
    "moderation",
    "briefs",
    "matching",
    "kinds.question",
    "kinds.rollcall",
    "kinds.action",
    "kinds.event.attending",
    "kinds.asked",
    "kinds.technology",
    "kinds.event",
    "kinds.report.notes",
    "kinds.document",
    "kinds.report",
    "notifications",
    "mailbox",
    "live",
    "transfer",
    "privacy",
)
# One flat list: with a list for each room, a page was looked for in every room before its own, and each noted all that
# did not fit.
urlpatterns: list[URLPattern | URLResolver] = [
    *(address for room in ROOMS for address in import_module(f"intercity.{room}.urls").urlpatterns),
    path("accounts/", include(account_patterns)),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("intercity.demo.urls")))
