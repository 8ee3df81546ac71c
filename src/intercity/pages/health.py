"""Is this process well? For load balancers and monitors."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

# A tailer that has not beaten for this long no longer hears of new posts.
OLDEST_BEAT = 5.0


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with figures when the database answers and live updates arrive, else 503."""
    age = request.META.get("intercity.tailer_age")
    state = {
        "database": database_answers(),
        "tailer_age": None if age is None else round(age, 3),
        "streams": request.META.get("intercity.streams"),
    }
    well = state["database"] and (age is None or age < OLDEST_BEAT)
    response = JsonResponse({"ok": well, **state}, status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    return response


def database_answers() -> bool:
    """Whether a trivial query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return True
    except DatabaseError:
        return False
