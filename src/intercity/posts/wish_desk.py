"""What waits for a coordinator's own yes or no, on the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.posts.models import LabelWish
from intercity.posts.wishes import waiting_for
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section

LATE: Final = timedelta(days=2)


def waits_for_you(scope: Scope, now: datetime) -> Section:
    """Texts of the viewer's own organisations, whichever space is looked at: only they can answer."""
    found = [one.wish for one in waiting_for(scope.viewer)]
    return Section(
        "wishes",
        gettext_lazy("Waits for you"),
        gettext_lazy("Nobody waits for your yes."),
        [line_of(wish, now) for wish in found[:MOST_LINES]],
        len(found),
        more=reverse("to_confirm"),
    )


def line_of(wish: LabelWish, now: datetime) -> Line:
    """One text, and who may read it after a yes."""
    about = _("to be read by: %(label)s") % {"label": wish.get_label_display()}
    link = reverse("post_wider", args=[wish.post.uid])
    return Line(str(wish.post), link, _("Say yes or no"), about, wish.at, is_late=now - wish.at > LATE)
