"""Whom a post's words have reached already: what a narrower label cannot take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.activity.models import Activity
from intercity.core.templatetags.intercity import number
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post, Reader
from intercity.posts.visibility import organisations_seeing
from intercity.spaces.models import Label

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# What travels by mail and push as text; of narrower labels only a link does.
TRAVELLING = (Label.CLEAR, Label.GREEN)


def first_seen_by(activity: Activity, space_id: int) -> Q:
    """The filter over organisations that leaves those whose members see a post by an act, and saw it under no label
    that it had before.

    Where a second person confirms what becomes public, partners outside the space see it only then.
    """
    acts = Activity.objects.filter(post_uid=activity.post_uid, pk__lt=activity.pk)
    had = acts.filter(verb__in=("post.published", "post.relabelled")).values_list("data__label", "data__readers")
    before = Q(pk__in=[])
    for label, readers_uid in set(had):
        before |= seen_by(label, space_id, readers_uid or "")
    return seen_by(activity.data.get("label", ""), space_id, activity.data.get("readers", "")) & ~before


def seen_by(label: str, space_id: int, readers_uid: str) -> Q:
    """`organisations_seeing`, with those of which single people are named; a filter that can be turned round."""
    named = Q(pk__in=Reader.objects.filter(readers=readers_uid).values("organisation"))
    return named if label == Label.RED else organisations_seeing(label, space_id) or Q(pk__isnull=False)


class Receipts(Protocol):
    """A room that carries words out of the house. An instance stands in `settings.INTERCITY_RECEIPTS`."""

    def __call__(self, post: Post) -> set[str]:
        """Keys of the people (and duty mailboxes) to whom the text of `post` has gone."""
        ...


@dataclass(frozen=True)
class Period:
    """From when until when a post, with the post that it stands under, had its labels."""

    begin: datetime
    end: datetime
    labels: frozenset[str]

    @property
    def is_public(self) -> bool:
        """Whether everybody could read it."""
        return self.labels == {Label.CLEAR}

    @property
    def travels(self) -> bool:
        """Whether its text could leave the house."""
        return self.labels <= set(TRAVELLING)


@dataclass(frozen=True)
class Reached:
    """How many people got the text, and how long everybody could read it."""

    people: int
    public_for: timedelta

    @property
    def sentences(self) -> list[str]:
        """What a page says of it."""
        said = []
        if self.people:
            words = ngettext(
                "Its text has gone to %(n)s person by mail or push message.",
                "Its text has gone to %(n)s people by mail or push message.", self.people,
            )  # fmt: skip
            said.append(words % {"n": number(self.people)})
        if self.public_for:
            said.append(_("It was public for %(time)s.") % {"time": duration(self.public_for)})
        return said


@cache
def all_receipts() -> tuple[Receipts, ...]:
    """Those of `settings.INTERCITY_RECEIPTS`."""
    return tuple(import_string(path) for path in settings.INTERCITY_RECEIPTS)


def reached_by(post: Post) -> Reached:
    """Whom the text of `post` has reached up to now. Sources: the record of acts, and what each room sent."""
    people: set[str] = set().union(*(receipts(post) for receipts in all_receipts()))
    public = [period.end - period.begin for period in periods_of(post) if period.is_public]
    return Reached(len(people), sum(public, timedelta()))


def periods_of(post: Post, now: datetime | None = None) -> list[Period]:
    """Since it was published, the periods in which its labels were the same; the oldest first.

    Source: the acts that changed a label say what it was. Older acts do not: then it was at most for the network.
    """
    roots = [post] if post.root is None else [post, post.root]
    acts = {one.uid: list(acts_on(one)) for one in roots}
    moments = sorted({act.at for each in acts.values() for act in each if act.at > post.published_at})
    edges = [post.published_at, *moments, now or timezone.now()]
    return [
        Period(begin, end, frozenset(label_at(one, acts[one.uid], begin) for one in roots))
        for begin, end in zip(edges, edges[1:], strict=False)
    ]


def acts_on(post: Post) -> Sequence[Activity]:
    """The acts that changed its label, the oldest first."""
    return list(Activity.objects.filter(verb="post.relabelled", post_uid=post.uid).order_by("pk"))


def label_at(post: Post, acts: Sequence[Activity], at: datetime) -> str:
    """The label of `post` right after `at`."""
    later = next((act for act in acts if act.at > at), None)
    return post.label if later is None else str(later.data.get("was", Label.GREEN))


def duration(time: timedelta) -> str:
    """A time in the unit in which people would say it."""
    if time < HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", n := max(1, round(time / MINUTE))) % {"n": n}
    if time < 48 * HOUR:
        return ngettext("%(n)s hour", "%(n)s hours", n := round(time / HOUR)) % {"n": n}
    return ngettext("%(n)s day", "%(n)s days", n := round(time / timedelta(days=1))) % {"n": n}


def stayed_behind(viewer: Viewer, post: Post) -> list[str]:
    """Of the comments that other organisations wrote and `viewer` sees, which are for fewer people than `post`."""
    others = Post.objects.visible_to(viewer).filter(root=post.root_id or post.pk).exclude(label=post.label)
    rows = others.exclude(organisation=post.organisation_id).order_by().values_list("label").annotate(n=Count("pk"))
    counts = {label: n for label, n in rows if Label(label).rank > Label(post.label).rank}
    return [said_of(Label(label), n) for label, n in sorted(counts.items(), key=lambda row: Label(row[0]).rank)]


def said_of(label: Label, n: int) -> str:
    """How many answers of other organisations stay with a narrower label."""
    words = ngettext(
        "%(n)s answer of others stays for: %(label)s.", "%(n)s answers of others stay for: %(label)s.", n
    )  # fmt: skip
    return words % {"n": number(n), "label": label.label}
