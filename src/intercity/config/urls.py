"""Every address of the product, room by room."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from intercity.organisations.urls import account_patterns

handler403 = "intercity.pages.refusing.refused"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("intercity.pages.urls")),
    path("", include("intercity.organisations.urls")),
    path("", include("intercity.spaces.urls")),
    path("", include("intercity.posts.urls")),
    path("", include("intercity.search.urls")),
    path("", include("intercity.adoption.urls")),
    path("", include("intercity.moderation.urls")),
    path("", include("intercity.briefs.urls")),
    path("", include("intercity.matching.urls")),
    path("", include("intercity.kinds.question.urls")),
    path("", include("intercity.kinds.rollcall.urls")),
    path("", include("intercity.kinds.action.urls")),
    path("", include("intercity.kinds.event.attending.urls")),
    path("", include("intercity.kinds.asked.urls")),
    path("", include("intercity.kinds.technology.urls")),
    path("", include("intercity.kinds.event.urls")),
    path("", include("intercity.kinds.report.notes.urls")),
    path("", include("intercity.kinds.document.urls")),
    path("", include("intercity.kinds.report.urls")),
    path("", include("intercity.notifications.urls")),
    path("", include("intercity.mailbox.urls")),
    path("", include("intercity.live.urls")),
    path("", include("intercity.transfer.urls")),
    path("", include("intercity.privacy.urls")),
    path("accounts/", include(account_patterns)),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("intercity.demo.urls")))
