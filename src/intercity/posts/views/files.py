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
from intercity.posts.models import Attachment, AttachmentText, Post
from intercity.posts.uploads.types import TEXT, WEBP

# Even if a browser took the file for a page, nothing in it would run or load.
POLICY = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
# Opened by itself, a recording is a page of the browser's own that plays it; still nothing runs there.
PLAYED = f"{POLICY} allow-same-origin; media-src 'self'"


@require_safe
def attachment(request: Request, uid: str, name: str) -> HttpResponseBase:
    """A file of a post that the viewer may see, also one that waits for its time, or one that they just uploaded."""
    found = get_attachment_for(request.viewer, uid)
    shown = found.is_picture or found.is_recording
    mime = f"{found.mime}; charset=utf-8" if found.mime == TEXT.mime else found.mime
    response = answer_with(request, found.path)
    response["Content-Type"] = mime
    response["Content-Disposition"] = content_disposition_header(not shown, found.name) or "attachment"
    response["Content-Security-Policy"] = PLAYED if found.is_recording else POLICY
    return response


@require_safe
def first_page(request: Request, uid: str) -> HttpResponseBase:
    """The picture of the first page of such a file; Http404 where there is none."""
    read = AttachmentText.objects.filter(attachment=get_attachment_for(request.viewer, uid)).first()
    if read is None or not read.picture:
        raise Http404
    response = answer_with(request, read.picture)
    response["Content-Type"] = WEBP.mime
    response["Content-Security-Policy"] = POLICY
    return response


def answer_with(request: Request, kept: str) -> HttpResponseBase:
    """What lies under a name, or that it is what the browser holds; Http404 where it is gone."""
    path = Path(settings.MEDIA_ROOT) / kept
    if not path.is_file():
        raise Http404
    # What lies under one name never changes. Who plays a recording asks for its parts by this (If-Range).
    etag = quote_etag(sha256(kept.encode()).hexdigest()[:24])
    response = get_conditional_response(request, etag=etag) or opened(request, path)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    # Rights end: the browser may keep the file but must ask each time.
    response["Cache-Control"] = "private, no-cache"
    return response


def opened(request: Request, path: Path) -> HttpResponseBase:
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
