"""Addresses of this room."""

from django.urls import path

from intercity.kinds.event.attending.views import taking

urlpatterns = [
    path("posts/<slug:uid>/take-part", taking.take_part, name="event_take_part"),
    path("posts/<slug:uid>/taking-part", taking.listing, name="event_taking_part"),
    path("posts/<slug:uid>/taking-part.csv", taking.listing_csv, name="event_taking_part_csv"),
    path("posts/<slug:uid>/attendance", taking.attendance, name="event_attendance"),
]
