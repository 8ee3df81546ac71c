"""Pages that show what reached Django and what left it."""

import hashlib
import json
import os

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from intercity.activity.record import record


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


def echo(request: HttpRequest) -> HttpResponse:
    body = request.read()
    seen = {name: value for name, value in request.META.items() if isinstance(value, str) and name == name.upper()}
    digest = hashlib.sha256(body).hexdigest()
    return JsonResponse(
        {"length": len(body), "sha256": digest, "secure": request.is_secure(), "pid": os.getpid(), **seen}
    )


def big_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"x" * 8_000_000)


def big_file(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(content_type="application/octet-stream")
    answer["X-Intercity-File"] = str(settings.MEDIA_ROOT / "big.bin")
    return answer


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("boom")


def say(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        audience = request.GET.get("audience", "public")
        row = record("post.published", space_uid="covid", data={"audience": audience, "text": request.GET["text"]})
    return HttpResponse(str(row.pk))


def live(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse()
    last = request.headers.get("Last-Event-ID")
    audiences = ["public", "network"] if "network" in request.GET else ["public"]
    wish = {"audiences": audiences, "space": "covid", "last_event_id": last and int(last)}
    answer["X-Intercity-Stream"] = json.dumps(wish)
    return answer


def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {"tailer_age": request.META["intercity.tailer_age"], "streams": request.META["intercity.streams"]}
    )


urlpatterns = [
    path("", page),
    path("echo", echo),
    path("upload/echo", echo),
    path("big-page", big_page),
    path("big-file", big_file),
    path("boom", boom),
    path("say", say),
    path("live", live),
    path("healthz", healthz),
]
