"""A document as a file."""

from __future__ import annotations

from typing import Final

from django.db.models import Sum, Value
from django.db.models.functions import Length, Replace
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.activity.kept import KEEPER, Shelf, catch_up
from intercity.core.papers.apart import TooLargeError
from intercity.core.papers.formats import FORMATS, OfficeMissingError
from intercity.core.papers.serving import WAIT_SECONDS, BusyError, write_alone
from intercity.kinds.document.paper import paper_of
from intercity.kinds.document.queries import get_document_for, standing
from intercity.organisations.request import Request
from intercity.posts.models import Post

# Some seven hundred pages: longer ones would take minutes of a web process.
MOST_CHARACTERS: Final = 2_000_000
# Each takes about a millisecond.
MOST_CELLS: Final = 20_000
FILES: Shelf[bytes] = KEEPER.shelf(16 * 1024 * 1024)


@require_safe
def document_file(request: Request, uid: str, ending: str) -> HttpResponse:
    """The document as PDF, DOCX, ODT or Markdown.

    503 while another is being made, 501 without the packages for it, 413 for one that is too long.
    """
    since = catch_up()
    post = get_document_for(request.viewer, uid)
    try:
        made = file_of(post, ending, since)
    except TooLargeError:
        return no_file(request, post, 413, _("This document is too long for one file, or its tables are too large."))
    except BusyError:
        why = _("Somebody else is fetching a file right now. Wait some seconds and try again.")
        response = no_file(request, post, 503, why)
        response.headers["Retry-After"] = str(WAIT_SECONDS)
        return response
    except OfficeMissingError as missing:
        return no_file(request, post, 501, str(missing))
    name = f"{slugify(post.title)[:60] or post.uid}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type=FORMATS[ending].mime, headers=headers)


def file_of(post: Post, ending: str, since: int) -> bytes:
    """The file, made once for all who see the document, until an act concerns it; as `write_alone` raises.

    That it is too large is kept, too: finding out again would cost as much.
    """
    tags = [post.uid, post.space.uid, "space", "organisation"]
    made = FILES.find((post.pk, ending, get_language()), tags, lambda: made_now(post, ending), since)
    if not made:
        raise TooLargeError
    return made


def made_now(post: Post, ending: str) -> bytes:
    """The file, or b"" for a document that is too large. BusyError, OfficeMissingError."""
    if is_too_large(post):
        return b""
    try:
        return write_alone(lambda: paper_of(post), ending)
    except TooLargeError:
        return b""


def is_too_large(post: Post) -> bool:
    """Whether its sections have more letters or cells of tables than a file holds. They are counted in the database."""
    bars = Length("body") - Length(Replace("body", Value("|")))
    sums = standing(post).aggregate(letters=Sum(Length("body")), cells=Sum(bars))
    return (sums["letters"] or 0) > MOST_CHARACTERS or (sums["cells"] or 0) > MOST_CELLS


def no_file(request: Request, post: Post, status: int, why: str) -> HttpResponse:
    """The page that says why there is none."""
    context = {"section": "spaces", "post": post, "why": why}
    return render(request, "document/no_file.html", context, status=status)
