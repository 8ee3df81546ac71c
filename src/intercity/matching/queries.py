"""Fetch with permission: who was asked, what is asked of the viewer, what was escalated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from intercity.matching.models import Asked
from intercity.matching.reasons import from_stored, sentences_of
from intercity.matching.rings import waiting
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.spaces.models import Topic


@dataclass(frozen=True)
class AskedLine:
    """One organisation that was asked, as a list shows it."""

    organisation: Organisation
    ring: int
    state: str
    """answered, waiting, passed or declined."""
    reasons: Sequence[str]


def asked_lines(post: Post, *, reasons: int) -> list[AskedLine]:
    """Everybody who was asked `post`, ring by ring, each with so many reasons at most.

    0 for readers who do not see all that reasons count.
    """
    rows = list(Asked.objects.filter(post=post).with_answers().select_related("organisation").order_by("ring", "pk"))
    said = sentences_of(from_stored(row.reasons)[:reasons] for row in rows)
    return [AskedLine(row.organisation, row.ring, state_of(row), why) for row, why in zip(rows, said, strict=True)]


def state_of(row: Asked) -> str:
    """The state as people see it: an answer goes before whatever was said earlier."""
    return "answered" if getattr(row, "has_answered", False) else row.state


def own_asked(viewer: Viewer, post: Post) -> list[Asked]:
    """Where the viewer may answer for an organisation that was asked and has not answered."""
    speaking = [membership.organisation_id for membership in viewer.memberships if membership.may_speak]
    if not speaking:
        return []
    rows = Asked.objects.filter(post=post, organisation__in=speaking).unanswered()
    return list(rows.select_related("organisation", "passed_to").order_by("pk"))


def has_answered_all(viewer: Viewer, post: Post) -> bool:
    """Whether every organisation that the viewer speaks for and that was asked has answered; False for none."""
    speaking = [membership.organisation_id for membership in viewer.memberships if membership.may_speak]
    was_asked = Asked.objects.filter(post=post, organisation__in=speaking).exists()
    return was_asked and not own_asked(viewer, post)


def get_asked_for(viewer: Viewer, post: Post, slug: str) -> Asked:
    """What `post` (which the viewer may see) asks of an organisation that the viewer speaks for, or Http404.

    Without a `slug`, of the one they act for where that was asked, else of the first.
    """
    rows = own_asked(viewer, post)
    own = [row for row in rows if row.organisation.slug == slug] if slug else rows
    acting = viewer.organisation.pk if viewer.organisation else None
    own.sort(key=lambda row: row.organisation_id != acting)
    if not own:
        raise Http404
    own[0].post = post
    return own[0]


def colleagues(viewer: Viewer, organisation: Organisation) -> QuerySet[Membership]:
    """Others who may answer for the organisation."""
    rows = Membership.objects.speaking().filter(organisation=organisation).select_related("person", "organisation")
    return rows.exclude(person=viewer.person).order_by("person__name", "pk")


def escalations(viewer: Viewer) -> QuerySet[Post]:
    """Questions that `viewer` may see, whose coordinators were told and that still wait; the longest wait first."""
    seen = Post.objects.visible_to(viewer).filter(pk__in=waiting_at_all().values("pk"))
    return seen.filter(pursuit__escalated_at__isnull=False).select_related("space", "organisation", "pursuit")


def waiting_at_all() -> QuerySet[Post]:
    """Every question that waits, also when all that the clock can do is done."""
    return waiting(timezone.now(), undone=False)


def topics_known_by(organisation: Organisation) -> list[Topic]:
    """What an organisation says that it knows about; public, as its profile is."""
    return list(Topic.objects.filter(experts__organisation=organisation, retired=False))
