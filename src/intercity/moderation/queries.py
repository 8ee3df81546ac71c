"""Cases, as each may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from intercity.moderation.models import Appeal, Case, Decision, Flag, Look, Rule
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.spaces.desk import Scope, coordinated
from intercity.spaces.models import Label, Space

RELATED = ("post__space", "post__organisation", "post__author", "post__root", "claimed_by")


def get_case_for(viewer: Viewer, uid: str) -> Case:
    """The case for its moderators and, once decided, for whom it concerns; Http404 for everybody else."""
    case = Case.objects.select_related(*RELATED, "decision__appeal").filter(uid=uid).first()
    if case is None or not any(may(viewer, verb, case) for verb in ("moderation.decide", "moderation.read_decision")):
        raise Http404
    return case


def queue_for(viewer: Viewer, within: Q | None = None) -> QuerySet[Case]:
    """What waits for the viewer as moderator: open cases, and appeals that somebody else's decision met."""
    spaces = [space.pk for space in coordinated(viewer)]
    open_ones = Q(closed_at=None) | waiting_appeal(viewer)
    rows = Case.objects.filter(open_ones, within or Q(), post__space__in=spaces)
    rows = rows.exclude(post__organisation__in=viewer.organisation_ids)
    if viewer.person is not None:
        rows = rows.exclude(post__author=viewer.person).exclude(post__in=veils.unnamed_by(viewer.person))
    return rows.select_related(*RELATED, "decision__appeal").annotate(flag_count=Count("flags")).order_by("opened_at")


def waiting_appeal(viewer: Viewer) -> Q:
    """The condition that an appeal waits that the viewer may decide."""
    waits = Q(decision__appeal__isnull=False, decision__appeal__granted=None)
    waits &= ~Q(decision__by=viewer.person) & ~Q(decision__appeal__by=viewer.person)
    return waits if may(viewer, "network.coordinate") else waits & ~Q(decision__sort="suspend")


def waiting_in(scope: Scope) -> QuerySet[Case]:
    """The same, for what is looked at on the desk."""
    return queue_for(scope.viewer, scope.within("post__space"))


def text_for(viewer: Viewer, case: Case) -> Post | None:
    """What it is about, where its label shows it to the viewer, or after a moderator's look; None else."""
    seen = Post.objects.labelled_for(viewer).filter(pk=case.post_id).exists()
    return case.post if seen or has_looked(viewer, case) else None


def has_looked(viewer: Viewer, case: Case) -> bool:
    """Whether a moderator opened it for what they do now: while they hold it, or for the appeal they may settle."""
    looks = Look.objects.filter(case=case, by=viewer.person)
    if holds(viewer, case):
        return looks.exists()
    given = to_settle(viewer, case)
    return given is not None and looks.filter(at__gte=given.at).exists()


def holds(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer works on an open case now."""
    mine = viewer.person is not None and case.closed_at is None and case.holder == viewer.person
    return mine and may(viewer, "moderation.decide", case)


def to_settle(viewer: Viewer, case: Case) -> Appeal | None:
    """The appeal that waits, where the viewer may decide about it."""
    given: Appeal | None = getattr(getattr(case, "decision", None), "appeal", None)
    return given if given is not None and may(viewer, "moderation.settle", given) else None


def name_for(viewer: Viewer, case: Case) -> str:
    """The title, for whom the label shows it; "" else."""
    return str(case.post) if Post.objects.labelled_for(viewer).filter(pk=case.post_id).exists() else ""


def flags_of(case: Case) -> QuerySet[Flag]:
    """What people said, the oldest first. Who they were is for nobody."""
    return case.flags.order_by("at")


@dataclass(frozen=True)
class Entry:
    """One line of the open log. `post` and `words` are empty where the viewer may not see it, or it is narrow."""

    decision: Decision
    rule: str
    post: Post | None
    words: str
    reversed: bool


def log_for(viewer: Viewer, space: Space, most: int = 200) -> list[Entry]:
    """What moderators did in a space and why, the newest first: of narrow posts nothing but that it was a post."""
    rows = Decision.objects.filter(case__post__space=space).select_related("case", "appeal").order_by("-at")
    shown = list(rows.prefetch_related(Prefetch("case__post", Post.objects.select_related("root")))[:most])
    wide = [one.case.post_id for one in shown if is_wide(one.case.post)]
    seen = set(Post.objects.labelled_for(viewer).filter(pk__in=wide).values_list("pk", flat=True))
    here = set(Post.objects.visible_to(viewer).filter(pk__in=wide).values_list("pk", flat=True))
    return [entry_of(one, known=one.case.post_id in seen, stands=one.case.post_id in here) for one in shown]


def is_wide(post: Post) -> bool:
    """Whether it and its thread are for the network at least."""
    return all(label in (Label.CLEAR, Label.GREEN) for label in (post.label, post.thread_root.label))


def entry_of(decision: Decision, *, known: bool, stands: bool) -> Entry:
    """One line; `known` says whether its label shows the viewer the post, `stands` whether it can be opened."""
    appeal = getattr(decision, "appeal", None)
    return Entry(
        decision, str(Rule(decision.rule).label), decision.case.post if stands else None,
        decision.public_words if known else "", appeal is not None and bool(appeal.granted),
    )  # fmt: skip
