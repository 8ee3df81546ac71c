"""A published brief is for the readers of its label and for nobody else: what more may not see is not in it for them,
but its text would go along.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from intercity.briefs.models import Brief
from intercity.posts.bounds import Bound
from intercity.posts.models import Post


def bound_of(post: Post) -> Bound | None:
    """For whom the brief was made whose post this is."""
    brief = Brief.objects.filter(uid=post.uid, published_at__isnull=False).first()
    if brief is None:
        return None
    mark = brief.label_mark
    return Bound(
        mark.value,
        _("This brief was made for: %(label)s (%(tlp)s). Make a new one for more or other people.")
        % {"label": mark.label, "tlp": mark.tlp},
        _("A brief says only what its sources say. Make a new one, or write a comment under this one."),
    )
