"""What somebody answered: shown back to who wrote it, and to those who have to confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.kinds.rollcall.links import answer_path, proposal_path
from intercity.kinds.rollcall.models import Answer, AnswerState, AnswerVersion, Given, How, Proposal, RollCall
from intercity.kinds.rollcall.models.answer import ProposalState, Waits
from intercity.kinds.rollcall.policies import may_approve_for
from intercity.kinds.rollcall.reply import Said, asked_in, reply_of, said_in
from intercity.kinds.rollcall.telling.asked import answering, correcting
from intercity.kinds.rollcall.telling.events import RECEIPT, WAITS
from intercity.kinds.rollcall.telling.people import actor, check_open, in_pieces, speakers
from intercity.kinds.rollcall.visibility import answers_label
from intercity.notifications.mail import FULL_TEXT_LABELS
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import Button, Letter, NotForThem

ANSWERED: Final = "rollcall.answered"
PROPOSED: Final = "rollcall.proposed"


class UnderstoodTeller:
    """Shows whoever answered by mail what was understood; it counts when they confirm."""

    name = "rollcall_understood"
    event = RECEIPT
    verbs = frozenset({PROPOSED})

    def cares(self, activity: Activity) -> bool:
        """What waits for its writer."""
        return bool(activity.data.get("waits") == Waits.WRITER)

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The writer."""
        return actor(activity)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What was understood, field by field; NotForThem once it is settled."""
        post = check_open(post)
        proposal = open_proposal(activity, Waits.WRITER)
        check_speaks(person, proposal.organisation)
        page = proposal_path(person, proposal)
        intro = _("This is what we understood of your mail for %(organisation)s. It counts when you confirm it.")
        lead = shown(intro % {"organisation": proposal.organisation}, post.rollcall, proposal)
        subject = _("Please confirm your answer: %(title)s") % {"title": post}
        return Letter(
            subject, lead, [Button(_("Confirm"), page), Button(_("Correct"), f"{page}#correct")], correcting()
        )  # fmt: skip


class LeadTeller:
    """Tells the leads of an organisation that an answer waits for their approval."""

    name = "rollcall_lead"
    event = WAITS
    verbs = frozenset({PROPOSED})

    def cares(self, activity: Activity) -> bool:
        """What waits for a lead."""
        return bool(activity.data.get("waits") == Waits.LEAD)

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The leads."""
        leads = Membership.objects.speaking().filter(organisation__uid=activity.organisation_uid, role=Role.LEAD)
        return Person.objects.filter(pk__in=leads.values("person")).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Whose answer, and what it says; NotForThem once it is settled, or not theirs to approve."""
        post = check_open(post)
        proposal = open_proposal(activity, Waits.LEAD)
        if not may_approve_for(viewer_for(person), proposal.organisation):
            raise NotForThem("is not theirs to approve")
        words = {"person": proposal.by or _("A colleague"), "organisation": proposal.organisation}
        intro = _("%(person)s answered for %(organisation)s. It counts when you approve it.") % words
        lead = shown(intro, post.rollcall, proposal)
        button = Button(_("Look at it"), reverse("rollcall_proposal", args=[proposal.uid]))
        apart = _("An answer to this mail does not approve it: what you write is read as another answer.")
        return Letter(_("An answer waits for you: %(title)s") % {"title": post}, lead, [button], apart)


class RefusedTeller:
    """Tells whoever wrote an answer that the lead did not approve it."""

    name = "rollcall_refused"
    event = WAITS
    verbs = frozenset({"rollcall.refused"})

    def cares(self, activity: Activity) -> bool:
        """What waited for a lead; their own mail people discard themselves."""
        return bool(activity.data.get("waits") == Waits.LEAD)

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The writer."""
        written = Proposal.objects.filter(uid=activity.data.get("proposal", "")).values("by")
        return Person.objects.filter(pk__in=written, is_active=True)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """That it does not count, and the way to another one."""
        post = check_open(post)
        rows = Proposal.objects.filter(uid=activity.data.get("proposal", ""), state=ProposalState.REFUSED)
        row = rows.select_related("organisation").first()
        if row is None:
            raise NotForThem("counts after all")
        check_speaks(person, row.organisation)
        text = _("The lead of %(organisation)s did not approve your answer. It does not count.")
        lead = shown(text % {"organisation": row.organisation}, post.rollcall, row)
        button = Button(_("Answer again"), answer_path(person, post.rollcall, row.organisation))
        subject = _("Not approved: %(title)s") % {"title": post}
        return Letter(subject, lead, [button], answering())


class ReceiptTeller:
    """Tells whose link in a mail was used that it was: nobody answers in their name without their hearing of it."""

    name = "rollcall_receipt"
    event = RECEIPT
    verbs = frozenset({ANSWERED})

    def cares(self, activity: Activity) -> bool:
        """What came by such a link."""
        return bool(activity.data.get("how") == How.LINK)

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Whose link it was."""
        return actor(activity)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What was answered then, and how to change it."""
        post = check_open(post)
        given = AnswerVersion.objects.filter(
            rollcall=post.rollcall, organisation__uid=activity.organisation_uid, version=activity.data.get("version")
        )
        row = given.select_related("organisation").first()
        if row is None:
            raise NotForThem("the answer is gone")
        check_speaks(person, row.organisation)
        intro = _("You answered for %(organisation)s by the link in your mail:") % {"organisation": row.organisation}
        outro = _("Was it not you? Then correct it, and tell a coordinator.")
        lead = "\n\n".join([shown(intro, post.rollcall, row), outro])
        button = Button(_("Change the answer"), answer_path(person, post.rollcall, row.organisation))
        return Letter(_("You answered: %(title)s") % {"title": post}, lead, [button], correcting())


class EnteredTeller:
    """Tells those who speak for a city what the coordinator entered for it."""

    name = "rollcall_entered"
    event = WAITS
    verbs = frozenset({ANSWERED})

    def cares(self, activity: Activity) -> bool:
        """What the coordinator entered."""
        return bool(activity.data.get("how") == How.COORDINATOR)

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The speakers of the city."""
        return in_pieces(speakers(Organisation.objects.filter(uid=activity.organisation_uid)))

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What was entered; NotForThem once it is confirmed or changed."""
        post = check_open(post)
        waiting = Answer.objects.filter(
            rollcall=post.rollcall, organisation__uid=activity.organisation_uid, confirmed=False,
            state=AnswerState.OFFICIAL, version=activity.data.get("version"),
        )  # fmt: skip
        row = waiting.select_related("organisation").first()
        if row is None:
            raise NotForThem("was confirmed or changed meanwhile")
        check_speaks(person, row.organisation)
        intro = _("The coordinator entered this answer for %(organisation)s. Please confirm or correct it.")
        lead = shown(intro % {"organisation": row.organisation}, post.rollcall, row)
        button = Button(_("Confirm or correct"), answer_path(person, post.rollcall, row.organisation))
        return Letter(_("Is this your answer? %(title)s") % {"title": post}, lead, [button], correcting())


def open_proposal(activity: Activity, waits: Waits) -> Proposal:
    """What the act proposed, while it waits; else NotForThem."""
    rows = Proposal.objects.filter(uid=activity.data.get("proposal", ""), state=ProposalState.OPEN, waits=waits)
    found = rows.select_related("organisation", "by").first()
    if found is None:
        raise NotForThem("was settled already")
    return found


def check_speaks(person: Person, organisation: Organisation) -> None:
    """NotForThem for whoever speaks for the organisation no more."""
    if not viewer_for(person).may_speak_for(organisation.pk):
        raise NotForThem("speaks for it no more")


def shown(intro: str, rollcall: RollCall, given: Given) -> str:
    """A sentence, and under it the answer."""
    return "\n\n".join([intro, "\n".join(said_lines(rollcall, given))])


def said_lines(rollcall: RollCall, given: Given) -> Sequence[str]:
    """What an answer says, a line for each field; nothing of it where the label of the answers lets no text travel."""
    if answers_label(rollcall.post) not in FULL_TEXT_LABELS:
        return [_("Its text is not sent by mail.")]
    asked = [one for one in asked_in(rollcall) if not one.archived]
    reply = reply_of(given, asked)
    lines = [line_of(one) for one in said_in(reply, asked)]
    if reply.values or reply.no_capacity:
        return lines
    return [_("We found no answer to what is asked."), *lines]


def line_of(said: Said) -> str:
    """One line of it."""
    if said.label.endswith("?"):
        return f"{said.label} {said.text}"
    return _("%(label)s: %(text)s") % {"label": said.label, "text": said.text}


understood = UnderstoodTeller()
lead = LeadTeller()
refused = RefusedTeller()
receipt = ReceiptTeller()
entered = EnteredTeller()
