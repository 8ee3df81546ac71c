"""What a brief says of actions: how many are under way, how each goes, what of it is late and why.

The points are explained in docs/briefs.md; change both together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from intercity.briefs.counting import cites_of
from intercity.briefs.quoting import quote, said_plainly, title_of
from intercity.briefs.statements import Cite, Part, Said, Statement, Words, joined, say
from intercity.briefs.wanted import Wanted, day_text
from intercity.core.templatetags.intercity import number
from intercity.kinds.action.models import Action, Milestone, Stage, Status
from intercity.kinds.action.plan import ON_PLAN
from intercity.posts.models import Post

# A plan has some ten of them; of a longer one the newest are read.
MOST_ACTIONS: Final = 300
# So many late milestones are named, and weigh.
MOST_LATE: Final = 3
WORDS: Final = 120
STATUS_POINTS: Final = {Status.LATE.value: 3, Status.AT_RISK.value: 2, Status.ON_TRACK.value: 1}
STAGE_POINTS: Final = {Stage.ACCEPTED.value: 2, Stage.DONE.value: 1}


def plan(wanted: Wanted) -> list[Statement]:
    """Whenever they were proposed; what is not selected and accepted yet is no part of the plan."""
    rows = wanted.whenever().filter(kind="action", action__stage__in=ON_PLAN).select_related("organisation", "space")
    posts = list(rows.with_details()[:MOST_ACTIONS])
    return [*in_numbers(wanted, posts), *(one for post in posts for one in about(wanted, post))]


def in_numbers(wanted: Wanted, posts: Sequence[Post]) -> list[Statement]:
    """How many are under way and done, and how many milestones are late."""
    if not posts:
        return []
    under_way = sum(post.action.in_work for post in posts)
    done = sum(post.action.stage == Stage.DONE for post in posts)
    late = sum(len(late_of(wanted, post.action)) for post in posts)
    frame = _("Actions of the plan – under way: %(n)s; done: %(done)s; milestones that are late: %(late)s.")
    pieces = say(frame, n=number(under_way), done=number(done), late=number(late))
    return [Statement("action/all", Part.NUMBERS, pieces, cites_of(posts), weight=75)]


def about(wanted: Wanted, post: Post) -> list[Statement]:
    """Who leads what and how far it is; which milestones are late; why, in the words of those who do it."""
    row, weight = post.action, points(wanted, post.action)
    facts = facts_of(row)
    pieces = say(
        _("%(lead)s leads “%(title)s” (%(facts)s)."), lead=row.lead.plate, title=title_of(post), facts=joined(facts)
    )
    said = [("", pieces)]
    late = late_of(wanted, row)
    if late:
        said.append(
            (
                "/late",
                say(_("Late: %(milestones)s."), milestones=joined([named(post, one) for one in late[:MOST_LATE]])),
            )
        )
    if row.in_work and row.reason:
        said.append(("/why", say(_("Why: “%(words)s”"), words=Said(quote(row.reason, WORDS), post.language))))
    key, cites = f"action/{post.uid}", (Cite(post.uid),)
    return [Statement(f"{key}{end}", Part.ACTIONS, text, cites, weight, post.uid) for end, text in said]


def facts_of(row: Action) -> list[Words]:
    """Its stage, how it goes once that was told, how many milestones are done, what comes next."""
    facts: list[Words] = [said_plainly(pgettext("of an action", "stage"), str(Stage(row.stage).label))]
    if row.in_work and row.reported_at:
        facts.append(said_plainly(_("status"), str(Status(row.status).label)))
    if row.parts:
        share = _("%(done)s of %(n)s") % {"done": number(row.done_parts), "n": number(len(row.parts))}
        facts.append(said_plainly(_("milestones done"), share))
    return facts


def named(post: Post, milestone: Milestone) -> Words:
    """A milestone with the day by which it had to be done."""
    title = Said(milestone.title, post.language)
    return say(_("“%(title)s” (due %(day)s)"), title=title, day=day_text(milestone.due_on))


def late_of(wanted: Wanted, row: Action) -> list[Milestone]:
    """Milestones of an action under way that were to be done by the day of the brief and are not, the oldest first."""
    day = wanted.as_of.date()
    late = [one for one in row.parts if one.done_on is None and one.due_on < day]
    return late if row.in_work else []


def points(wanted: Wanted, row: Action) -> int:
    """What it weighs: whether it is under way, whether it goes badly, what of it is late."""
    goes = STATUS_POINTS[row.status] if row.in_work and row.reported_at else 0
    return STAGE_POINTS.get(row.stage, 0) + goes + 3 * min(len(late_of(wanted, row)), MOST_LATE)
