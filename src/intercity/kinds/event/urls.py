"""Addresses of this room."""

from django.urls import path

from intercity.kinds.event.views import address, calendar, cancelling, files, series

urlpatterns = [
    path("calendar", calendar.everywhere, name="calendar"),
    path("spaces/<slug:slug>/calendar", calendar.of_space, name="space_calendar"),
    path("calendar.ics", files.of_everything, name="calendar_ics"),
    path("calendar/<str:token>.ics", files.secret, name="secret_calendar"),
    path("me/calendar", address.address, name="my_calendar"),
    path("spaces/<slug:slug>/calendar.ics", files.of_space, name="space_calendar_ics"),
    path("posts/<slug:uid>/calendar.ics", files.of_post, name="event_ics"),
    path("posts/<slug:uid>/cancel", cancelling.cancel, name="event_cancel"),
    path("posts/<slug:uid>/reinstate", cancelling.reinstate, name="event_reinstate"),
    path("posts/<slug:uid>/series", series.choose, name="event_series"),
]
