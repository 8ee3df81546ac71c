"""The answer to whoever does something too often, where no page shows it in its form."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intercity.organisations.limits import TooOftenError, retry


class SayWhen:
    """Middleware: 429 with when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """On to the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Our own refusal; everything else goes on."""
        if not isinstance(error, TooOftenError):
            return None
        return retry(render(request, "429.html", {"sentence": error.sentence}), error.seconds)
