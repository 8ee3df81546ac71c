"""`POST /mail-in`: for mail services that hand mail over by HTTP."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from intercity.mailbox.receiving import RefusedMailError, accept
from intercity.mailbox.settling import try_to_settle
from intercity.organisations.request import Request


@csrf_exempt
@require_POST
def mail_in(request: Request) -> HttpResponse:
    """Take the mail in the body (raw MIME) for the recipients in `to`, by whoever knows the secret.

    404 while there is no secret, 401 without it; 202 once it is written down, 413 and 422 for what is not taken,
    429 and 503 for what may come again.
    """
    if not settings.MAIL_IN_SECRET or not settings.MAIL_IN_DOMAIN:
        raise Http404
    if not knows_secret(request):
        return HttpResponse("Unauthorized", status=401, content_type="text/plain")
    raw = request.read(settings.MAIL_IN_LIMIT + 1)
    if len(raw) > settings.MAIL_IN_LIMIT:
        return JsonResponse({"error": "Message too large"}, status=413)
    try:
        rows = accept(raw, request.GET.getlist("to")[:10], request.GET.get("from", ""))
    except RefusedMailError as error:
        return JsonResponse({"error": str(error)}, status=429 if error.later else 422)
    except DatabaseError:
        return JsonResponse({"error": "Try again later"}, status=503)
    for row in rows:
        try_to_settle(row)
    return JsonResponse({"taken": [row.uid for row in rows]}, status=202)


def knows_secret(request: Request) -> bool:
    """Whether the header `Authorization: Bearer …` carries the secret."""
    given = request.headers.get("Authorization", "")
    return constant_time_compare(given, f"Bearer {settings.MAIL_IN_SECRET}")
