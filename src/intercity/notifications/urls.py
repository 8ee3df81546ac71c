"""Addresses of this room."""

from django.urls import path, re_path

from intercity.notifications.views import following, hearing, inbox, push, queue, unsubscribing

WHAT = r"(?P<what>space|topic|organisation|post|view)"

urlpatterns = [
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/open", inbox.open_thread, name="inbox_open"),
    path("inbox/read", inbox.read, name="inbox_read"),
    path("inbox/unread", inbox.unread, name="inbox_unread"),
    path("me/hearing", hearing.hearing, name="hearing"),
    re_path(rf"^follow/{WHAT}/(?P<which>[\w-]+)$", following.follow, name="follow"),
    path("push", push.push, name="push"),
    path("push/stop", push.stop, name="push_stop"),
    path("push-worker.js", push.worker, name="push_worker"),
    path("queue", queue.queue, name="queue"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
