"""Answers that came too late to count: their writers hear what became of them, and what they can do."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.kinds.rollcall.links import proposal_path
from intercity.kinds.rollcall.models import Proposal, ProposalState, RollCall
from intercity.kinds.rollcall.telling.answers import check_speaks, shown
from intercity.kinds.rollcall.telling.events import RECEIPT
from intercity.kinds.rollcall.telling.outcome import takes_replies
from intercity.kinds.rollcall.telling.people import in_pieces
from intercity.organisations.models import Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import Button, Letter, NotForThem


class UnconfirmedTeller:
    """Tells whose answer nobody had confirmed when the question was closed that it does not count."""

    name = "rollcall_unconfirmed"
    event = RECEIPT
    verbs = frozenset({"rollcall.closed"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Those who wrote what waits: nobody can settle it while it is closed."""
        waiting = Proposal.objects.filter(rollcall__post__uid=activity.post_uid, state=ProposalState.OPEN)
        return in_pieces(Person.objects.filter(is_active=True, pk__in=waiting.values("by")))

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What it said, and how it can still count; NotForThem once the question is open again."""
        if post is None or not post.rollcall.is_closed:
            raise NotForThem("may not see it any more, or is open again")
        rows = Proposal.objects.filter(rollcall=post.rollcall, by=person, state=ProposalState.OPEN)
        row = rows.select_related("organisation").order_by("pk").last()
        if row is None:
            raise NotForThem("was settled already")
        check_speaks(person, row.organisation)
        intro = _("This question was closed before your answer for %(organisation)s was confirmed. It does not count.")
        lead = [shown(intro % {"organisation": row.organisation}, post.rollcall, row), open_again(post.rollcall)]
        return Letter(
            _("Closed before you confirmed: %(title)s") % {"title": post}, "\n\n".join(lead),
            [Button(_("Look at it"), proposal_path(person, row))], by_mail=takes_replies(viewer_for(person), post),
        )  # fmt: skip


def open_again(rollcall: RollCall) -> str:
    """What can be done about an answer that came too late."""
    text = _("If it should still count, ask %(asker)s to open the question again.")
    return text % {"asker": rollcall.post.organisation}


unconfirmed = UnconfirmedTeller()
