"""Authors hear what moderators did about their posts, and why (see `posts.telling`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.moderation.models import Case, Decision, Look
from intercity.moderation.queries import is_wide
from intercity.organisations.models import Person
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace

# The queue shows it beside a name, also that of whoever wrote without their city's: it must not say what they did.
MODERATED: Final = Event(
    "moderated", gettext_lazy("A message from those who keep order"), Pace.NOW, is_receipt=True, also_suspended=True
)


class Moderated:
    """What was decided about one's own post, and who opened it."""

    name = "moderated"
    event = MODERATED
    verbs = frozenset({"moderation.decided", "moderation.settled", "moderation.looked"})

    def cares(self, activity: Activity) -> bool:
        """Each concerns an author."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The author: nobody else is told."""
        case = case_of(activity)
        author = veils.author_of(case.post) if case is not None else None
        return [author] if author is not None else []

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What was done and why. Of posts for fewer than the network nothing but that something was decided."""
        case = case_of(activity)
        if case is None:
            raise NotForThem("the post is gone")
        button = Button(_("Read it, or ask for another look"), case.get_absolute_url())
        if activity.verb == "moderation.looked":
            return looked(activity, case)
        return Letter(_("A moderator decided about your post"), words_of(activity, case), [button])


def case_of(activity: Activity) -> Case | None:
    """The case of an act."""
    related = ("post__author", "post__root", "decision__appeal")
    return Case.objects.select_related(*related).filter(uid=activity.data.get("case", "")).first()


def words_of(activity: Activity, case: Case) -> str:
    """What the mail says of a decision."""
    if not hasattr(case, "decision"):
        raise NotForThem("not decided")
    if not is_wide(case.post):
        return _("What and why stands on its page.")
    if activity.verb == "moderation.settled":
        return f"{_('Another moderator looked at it again.')} {case.decision.appeal.answer}"
    return f"{case.post}: {case.decision.get_sort_display()}. {until_when(case.decision)}{case.decision.reason}"


def until_when(decision: Decision) -> str:
    """How long it lasts, and what may be done meanwhile; "" where nobody was suspended."""
    if decision.until is None:
        return ""
    day = date_format(timezone.localtime(decision.until), "DATE_FORMAT")
    said = _("Until the end of %(day)s you can read what is public, and write nothing. Then it is over by itself.")
    return f"{said % {'day': day}} "


def looked(activity: Activity, case: Case) -> Letter:
    """A moderator read what is not for them."""
    look = Look.objects.filter(pk=activity.data.get("look"), case=case).select_related("by").first()
    if look is None:
        raise NotForThem("the look is gone")
    said = _("Somebody flagged it, so %(name)s opened it as moderator, although it is not for them.")
    lead = said % {"name": look.by or _("a coordinator")}
    return Letter(_("A moderator read your post"), f"{lead} {look.reason}" if is_wide(case.post) else lead)


moderated = Moderated()
