"""Open a space."""

from django.urls import path

from intercity.pages.opening import views

urlpatterns = [path("spaces/new", views.space_new, name="space_new")]
