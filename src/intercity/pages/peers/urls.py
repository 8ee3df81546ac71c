"""Addresses of the peer finder."""

from django.urls import path

from intercity.pages.peers import views

urlpatterns = [path("cities-like-us", views.peers, name="peers")]
