"""Comment on one section."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intercity.kinds.document.queries import get_section_for
from intercity.kinds.document.views.reading import reading_context
from intercity.organisations.limits import TooOftenError, keys_of, spend
from intercity.organisations.permissions import check_may
from intercity.organisations.request import Request
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.forms import BODY_LENGTH


@login_required
@require_POST
def remark(request: Request, uid: str, section: str) -> HttpResponse:
    """Take the comment in; it stands in the conversation of the document, and says on which section it is."""
    row = get_section_for(request.viewer, uid, section)
    check_may(request.viewer, "post.comment", row.post)
    words = request.POST.get("body", "").replace("\x00", "").strip()
    try:
        if not words or len(words) > BODY_LENGTH:
            raise ValidationError(_("Write something, but not a whole book."))
        content = PostContent(
            body=words, uid=request.POST.get("uid", ""), language=row.post.language, details={"section": row.uid}
        )
        found = actions.comment(
            request.viewer, row.post, content, kind="remark", along=lambda: spend("post", keys_of(request))
        )
    except (ValidationError, TooOftenError) as refused:
        said = refused.sentence if isinstance(refused, TooOftenError) else " ".join(refused.messages)
        context = {**reading_context(request, row, typed=words), "error": said}
        return render(request, "document/section.html", context, status=422)
    return redirect(found)
