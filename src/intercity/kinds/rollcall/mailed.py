"""Replies to the mail about a roll call: read as an answer, which counts once its writer has confirmed it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.actions.answering import Reply, do_propose
from intercity.kinds.rollcall.models import Answer, AnswerState, How, RollCall, Waits
from intercity.kinds.rollcall.policies import may_answer_for
from intercity.kinds.rollcall.replying.reader import Understood, understand
from intercity.kinds.rollcall.telling.late import open_again
from intercity.kinds.rollcall.values.types import asked_of
from intercity.kinds.rollcall.visibility import answers_label
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post


class AnswersByMail:
    """Makes a proposal of what a speaker of a city that is asked replies; nothing of it counts before they say so."""

    publishes = False

    def applies(self, post: Post) -> bool:
        """Roll calls; what is replied to a comment under one stays a comment."""
        return getattr(post, "rollcall", None) is not None

    def take(self, viewer: Viewer, post: Post, text: str, along: Callable[[], object]) -> bool:
        """As `posts.replying.ReplyReader.take`: False for whoever answers for no city that is asked."""
        organisation = answering_for(viewer, post.rollcall)
        if organisation is None:
            check_not_too_late(viewer, post)
            return False
        # Read before the transaction: a long text must not hold up others who write.
        reply = as_reply(understood_by(viewer, post.rollcall, organisation, text))
        propose_mailed(viewer, post, organisation, reply, text, along)
        return True

    def remark(self, viewer: Viewer, comment: Post) -> str:
        """As `posts.replying.ReplyReader.remark`: that a city's answer came after the closing."""
        if comment.parent_id != comment.root_id or not came_late(viewer, comment):
            return ""
        late = _("Your mail came after this question was closed. It is not counted as an answer.")
        kept = _("It stands as a comment under the question, for all who may see the question.")
        return f"{late} {kept}\n\n{open_again(comment.thread_root.rollcall)}"


def answering_for(viewer: Viewer, rollcall: RollCall) -> Organisation | None:
    """The city that the reply is for; None for whoever may answer for none.

    Of several the one that the mail named: the first that has not answered. When all have, the one they act for.
    """
    mine = [membership.organisation for membership in viewer.memberships if membership.may_speak]
    able = [organisation for organisation in mine if may_answer_for(viewer, rollcall, organisation)]
    if len(able) < 2:
        return next(iter(able), None)
    given = Answer.objects.filter(rollcall=rollcall, organisation__in=able, state=AnswerState.OFFICIAL)
    done = set(given.values_list("organisation_id", flat=True))
    acting = viewer.acting.organisation_id if viewer.acting is not None else 0
    return min(able, key=lambda one: (one.pk in done, one.pk in done and one.pk != acting, one.pk))


def came_late(viewer: Viewer, comment: Post) -> bool:
    """Whether it was written under a closed one by somebody whose city is asked."""
    rollcall = comment.thread_root.rollcall
    if rollcall.closed_at is None or rollcall.closed_at > comment.published_at:
        return False
    mine = [membership.organisation_id for membership in viewer.memberships if membership.may_speak]
    return bool(rollcall.invited.filter(organisation__in=mine).exists())


def check_not_too_late(viewer: Viewer, post: Post) -> None:
    """PermissionDenied for an answer to a closed one whose answers fewer people may read than a comment."""
    mine = [membership.organisation_id for membership in viewer.memberships if membership.may_speak]
    is_asked = post.rollcall.is_closed and post.rollcall.invited.filter(organisation__in=mine).exists()
    if is_asked and answers_label(post) != post.label:
        raise PermissionDenied(_("This is closed: its answers stay as they are."))


def understood_by(viewer: Viewer, rollcall: RollCall, organisation: Organisation, text: str) -> Understood:
    """What the reader of replies makes of the words."""
    fields = [asked_of(field) for field in rollcall.fields.all() if field.archived_at is None]
    language = viewer.person.language if viewer.person is not None else ""
    return understand(text, fields, language, ours=(organisation.name, organisation.short_name))


def as_reply(understood: Understood) -> Reply:
    """The answer that is put before its writer."""
    return Reply(
        understood.values, no_capacity=understood.no_capacity, comment=understood.comment, source=understood.source
    )


@transaction.atomic
def propose_mailed(
    viewer: Viewer, post: Post, organisation: Organisation, reply: Reply, text: str, along: Callable[[], object]
) -> None:
    """Write the proposal; PermissionDenied when the right to answer, or the question, went in the same moment."""
    along()
    rollcall = RollCall.objects.select_related("post__space", "post__organisation").filter(pk=post.pk).first()
    if rollcall is None or not may_answer_for(viewer, rollcall, organisation):
        raise PermissionDenied(_("This is closed: its answers stay as they are."))
    standing = Answer.objects.filter(rollcall=rollcall, organisation=organisation).values_list("version", flat=True)
    do_propose(
        rollcall, organisation, reply, viewer.person, How.MAIL, seen=standing.first() or 0, waits=Waits.WRITER,
        words=text,
    )  # fmt: skip


answers_by_mail = AnswersByMail()
