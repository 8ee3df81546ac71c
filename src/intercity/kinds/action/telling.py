"""Whom the acts of this room concern, and in which words they hear of them (see `posts.telling`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.kinds.action.models import Action, Stage
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace

MOST_TOLD = 20
ACTION_EVENT = Event("action", gettext_lazy("Actions that we lead or proposed"), Pace.NOW)


def speakers_of(organisation: Organisation) -> list[Person]:
    """Those who may speak for an organisation, its leads first, as many as are written to at most."""
    rows = Membership.objects.speaking().filter(organisation=organisation).select_related("person").order_by("pk")
    ranked = sorted(rows, key=lambda row: row.role != Role.LEAD)
    return [row.person for row in ranked[:MOST_TOLD]]


def action_of(activity: Activity) -> Action | None:
    """The action that the act is about."""
    return Action.objects.filter(post__uid=activity.post_uid).select_related("lead", "post__author").first()


class Nudge:
    """How far is it? Once a month, to those who speak for its lead."""

    name = "action-nudge"
    event = ACTION_EVENT
    verbs = frozenset({"action.nudged"})

    def cares(self, activity: Activity) -> bool:
        """Each is a question to somebody."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who speaks for the lead."""
        row = action_of(activity)
        return speakers_of(row.lead) if row is not None else []

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The question; NotForThem once somebody told, and when it is not under way any more."""
        row = action_of(activity)
        if post is None or row is None:
            raise NotForThem("may not see it any more")
        asked = parse_datetime(activity.data["at"])
        if row.stage != Stage.ACCEPTED or (row.reported_at and asked and row.reported_at > asked):
            raise NotForThem("answered already, or not under way")
        upcoming = row.next_part
        lead = _("The partners of the plan see what you answer.")
        if upcoming is not None:
            lead += " " + _("Next: %(milestone)s, %(day)s.") % {"milestone": upcoming, "day": upcoming.due_on}
        return Letter(
            _("How is this action? %(title)s") % {"title": post},
            lead,
            [Button(_("Tell how far it is, tick milestones"), reverse("action_progress", args=[post.uid]))],
            answering=_("Answer this mail in a sentence or two: it becomes a progress note on the plan."),
        )


class Stages:
    """What was decided about an action: to its lead when it is asked to accept, to whoever proposed it otherwise."""

    name = "action-stage"
    event = ACTION_EVENT
    verbs = frozenset({"action.selected", "action.accepted", "action.declined"})

    def cares(self, activity: Activity) -> bool:
        """Each concerns somebody."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The speakers of the lead where it is asked; else the author."""
        row = action_of(activity)
        if row is None:
            return []
        if activity.data.get("stage") == Stage.SELECTED:
            return speakers_of(row.lead)
        return [row.post.author] if row.post.author is not None and row.post.author.is_active else []

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What was decided; NotForThem when it stands elsewhere by now."""
        row = action_of(activity)
        if post is None or row is None or row.stage != activity.data.get("stage"):
            raise NotForThem("may not see it any more, or it stands elsewhere")
        values = {"title": post, "lead": row.lead}
        button = Button(_("See the action"), post.get_absolute_url())
        if row.stage == Stage.SELECTED:
            return Letter(_("Will you lead this? %(title)s") % values, asked_to_lead(row), [button])
        if row.stage == Stage.DECLINED:
            return Letter(_("Declined: %(title)s") % values, row.stage_reason or _("No reason was given."), [button])
        return Letter(
            _("On the plan: %(title)s") % values, _("%(lead)s leads it. It counts from now on.") % values, [button]
        )


def asked_to_lead(row: Action) -> str:
    """What the lead reads that is asked to accept; where mails can be answered, that a yes by mail does not do it."""
    said = [
        _("%(lead)s is to lead this action. It counts once you accept.") % {"lead": row.lead},
        _("To accept, press the button on the page."),
    ]
    if settings.MAIL_IN_DOMAIN:
        said.append(_("An answer to this mail becomes a comment."))
    return " ".join(said)


nudge = Nudge()
stages = Stages()
