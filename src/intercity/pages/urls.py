"""Addresses of this room."""

from django.urls import include, path

from intercity.pages import health, language, views

urlpatterns = [
    path("", views.home, name="home"),
    path("about", views.about, name="about"),
    path("labels", views.labels, name="labels"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("", include("intercity.pages.opening.urls")),
    path("", include("intercity.pages.map.urls")),
    path("", include("intercity.pages.peers.urls")),
    path("", include("intercity.pages.desk.urls")),
    path("", include("intercity.pages.pulse.urls")),
    path("language", language.switch, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
