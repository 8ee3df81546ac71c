"""Files of posts: fetched with the permission of their post."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Attachment, Post
from intercity.posts.uploads.types import TEXT

# Even if a browser took the file for a page, nothing in it would run or load.
POLICY = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
# Opened by itself, a recording is a page of the browser's own that plays it; still nothing runs there.
PLAYED = f"{POLICY} allow-same-origin; media-src 'self'"


@require_safe
def attachment(request: Request, uid: str, name: str) -> HttpResponseBase:
    """A file of a post that the viewer may see, also one that waits for its time, or one that they just uploaded."""
    found = get_attachment_for(request.viewer, uid)
    path = Path(settings.MEDIA_ROOT) / found.path
    if not path.is_file():
        raise Http404
    # What lies under one name never changes. Who plays a recording asks for its parts by this (If-Range).
    etag = quote_etag(sha256(found.path.encode()).hexdigest()[:24])
    response = get_conditional_response(request, etag=etag) or answer_with(request, path)
    shown = found.is_picture or found.is_recording
    headers = {
        "Content-Type": f"{found.mime}; charset=utf-8" if found.mime == TEXT.mime else found.mime,
        "Content-Disposition": content_disposition_header(not shown, found.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": PLAYED if found.is_recording else POLICY,
        # Rights end: the browser may keep the file but must ask each time.
        "Cache-Control": "private, no-cache",
        "ETag": etag,
    }
    for key, value in headers.items():
        response[key] = value
    return response


def answer_with(request: Request, path: Path) -> HttpResponseBase:
    """The file itself; behind the front only its path, which the front sends without holding a thread."""
    if request.META.get("intercity.front"):
        response = HttpResponse()
        response["X-Intercity-File"] = str(path.resolve())
        return response
    return FileResponse(path.open("rb"))


def get_attachment_for(viewer: Viewer, uid: str) -> Attachment:
    """The attachment, or Http404 for whoever may not see its post."""
    allowed = Q(post__in=Post.objects.visible_to(viewer))
    if viewer.person is not None:
        allowed |= Q(post=None, uploaded_by=viewer.person) | Q(post__in=Post.objects.embargoed_for(viewer))
    found = Attachment.objects.filter(allowed, uid=uid).first()
    if found is None:
        raise Http404
    return found
