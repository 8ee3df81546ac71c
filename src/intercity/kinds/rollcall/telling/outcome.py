"""What came of it: for whoever asked, and at the end for those who answered."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.adoption.telling import keepers_of
from intercity.core.markdown import to_html, to_lines
from intercity.kinds.rollcall.models import Answer, AnswerState, How, RollCall
from intercity.kinds.rollcall.queries import own_invited
from intercity.kinds.rollcall.seeing import see
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.telling.asked import answering
from intercity.kinds.rollcall.telling.events import OURS, RESULT
from intercity.kinds.rollcall.telling.people import check_open, in_pieces, rollcall_of, speakers
from intercity.kinds.rollcall.visibility import answers_label, sight_of
from intercity.notifications.mail import FULL_TEXT_LABELS
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import Viewer, viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import Button, Letter, NotForThem

COMPLETE: Final = "rollcall.complete"


class OverTeller:
    """Tells whoever asked how it stands, once: when all have answered, or at the deadline."""

    name = "rollcall_over"
    event = OURS
    verbs = frozenset({"rollcall.over", COMPLETE})

    def cares(self, activity: Activity) -> bool:
        """The first of the two."""
        return bool(activity.data.get("tells"))

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The author while they speak for the organisation that asks, else those who do."""
        rollcall = rollcall_of(activity)
        return () if rollcall is None else keepers_of(rollcall.post)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The sentence that sums it up, and what can be done next."""
        post = check_open(post)
        viewer = viewer_for(person)
        if not viewer.may_speak_for(post.organisation_id):
            raise NotForThem("speaks for it no more")
        is_complete = activity.verb == COMPLETE
        if is_complete and not sight_of(viewer, post).answers:
            raise NotForThem("may not know how many have answered")
        title = _("All have answered: %(title)s") if is_complete else _("The deadline has passed: %(title)s")
        buttons = [
            Button(_("See the answers"), reverse("rollcall_answers", args=[post.uid])),
            Button(_("Write the result and close it"), reverse("rollcall_close", args=[post.uid])),
        ]
        by_mail = answering() if own_invited(viewer, post.rollcall) else ""
        return Letter(title % {"title": post}, sum_up(viewer, post), buttons, by_mail)


class ClosedTeller:
    """Tells those who answered, and whoever asked, what came out."""

    name = "rollcall_closed"
    event = RESULT
    verbs = frozenset({"rollcall.closed"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who gave the answers that stand; those who speak for a city whose answer somebody else entered; who asked."""
        rollcall = rollcall_of(activity)
        return () if rollcall is None else chain(keepers_of(rollcall.post), who_answered(rollcall))

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The result and the sentence, as far as the person sees the answers; NotForThem once it is open again."""
        if post is None:
            raise NotForThem("may not see it any more")
        if not post.rollcall.is_closed:
            raise NotForThem("is open again")
        lead = _("%(asker)s has closed this question to all cities.") % {"asker": post.organisation}
        viewer = viewer_for(person)
        said = sum_up(viewer, post, result=post.rollcall.result)
        button = Button(_("See the answers"), post.get_absolute_url())
        return Letter(
            _("Closed: %(title)s") % {"title": post}, f"{lead}\n\n{said}".strip(), [button],
            by_mail=takes_replies(viewer, post),
        )  # fmt: skip


def who_answered(rollcall: RollCall) -> Iterable[Person]:
    """People who gave an answer that stands, and the speakers of those for whom it was entered."""
    given = Answer.objects.filter(rollcall=rollcall, state=AnswerState.OFFICIAL)
    entered = given.filter(Q(how=How.COORDINATOR) | Q(by=None))
    own = Person.objects.filter(is_active=True, pk__in=given.exclude(how=How.COORDINATOR).values("by"))
    others = speakers(Organisation.objects.filter(pk__in=entered.values("organisation")))
    return chain(in_pieces(own), in_pieces(others))


def sum_up(viewer: Viewer, post: Post, result: str = "") -> str:
    """The result and the sentence; nothing where the viewer may not see the answers, or their label lets no text
    travel.
    """
    seen = see(viewer, post)
    if seen is None or answers_label(post) not in FULL_TEXT_LABELS:
        return ""
    return "\n\n".join(part for part in (to_lines(to_html(result)), sentence(seen)) if part)


def takes_replies(viewer: Viewer, post: Post) -> bool:
    """Whether their reply to the mail about a closed one is taken: see `mailed.check_not_too_late`."""
    return answers_label(post) == post.label or not own_invited(viewer, post.rollcall)


over = OverTeller()
closed = ClosedTeller()
