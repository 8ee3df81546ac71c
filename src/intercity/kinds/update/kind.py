"""News."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.posts.plain_kind import PlainKind


class UpdateKind(PlainKind):
    """A title and a text."""

    name = "update"
    label = _("News")
    plural = _("News")
    prompt = _("News")


kind = UpdateKind()
