"""Fetch with permission."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from intercity.kinds.rollcall.models import Invited, Proposal, ProposalState, RollCall, Waits
from intercity.kinds.rollcall.policies import may_approve_for, may_settle
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post


def get_rollcall_for(viewer: Viewer, uid: str) -> RollCall:
    """The roll call of a post that the viewer sees, with its post; Http404 for everything else.

    Two thousand answers a minute come this way, so it joins only what answering needs.
    """
    posts = Post.objects.visible_to(viewer).select_related("rollcall", "space", "organisation", "author")
    return rollcall_of(get_object_or_404(posts, uid=uid, rollcall__isnull=False))


def rollcall_of(post: Post) -> RollCall:
    """The roll call of a post; Http404 for posts of other kinds."""
    found: RollCall | None = getattr(post, "rollcall", None)
    if found is None:
        raise Http404
    # The reverse relation would be read anew.
    found.post = post
    return found


def own_invited(viewer: Viewer, rollcall: RollCall) -> list[Invited]:
    """The organisations of the viewer that are asked and that they may speak for; the one they act for first.

    No rows are read for whoever speaks for nobody.
    """
    keys = [one.organisation_id for one in viewer.memberships if one.may_speak]
    if not keys:
        return []
    acting = viewer.acting.organisation_id if viewer.acting else 0
    rows = Invited.objects.filter(rollcall=rollcall, organisation__in=keys).select_related("answering")
    found = list(rows)
    by_key = {one.organisation_id: one.organisation for one in viewer.memberships}
    for row in found:
        row.organisation = by_key[row.organisation_id]
    return sorted(found, key=lambda row: (row.organisation_id != acting, row.organisation.name))


def asked_organisation(slug: str, rollcall: RollCall) -> Organisation:
    """The organisation with that slug, which is asked; Http404 for all others."""
    found = Organisation.objects.filter(slug=slug, rollcalls__rollcall=rollcall).first()
    if found is None:
        raise Http404
    return found


def waiting_for(viewer: Viewer) -> QuerySet[Proposal]:
    """What this person can decide today: what was understood of their own mails, and as a lead what colleagues
    answered. The newest first.
    """
    speaks = [one.organisation_id for one in viewer.memberships if one.may_speak]
    leads = [one.organisation_id for one in viewer.memberships if may_approve_for(viewer, one.organisation)]
    own = Q(waits=Waits.WRITER, by=viewer.person, organisation__in=speaks)
    theirs = Q(waits=Waits.LEAD, organisation__in=leads)
    rows = Proposal.objects.filter(own | theirs, state=ProposalState.OPEN, rollcall__closed_at=None)
    rows = rows.filter(rollcall__post__in=Post.objects.visible_to(viewer))
    related = ("rollcall__post__space", "rollcall__post__organisation", "organisation", "by")
    return rows.select_related(*related).order_by("-at", "-pk")


def get_proposal_for(viewer: Viewer, uid: str) -> Proposal:
    """One that this person may decide, or could have; Http404 for everybody else."""
    found = Proposal.objects.select_related("rollcall__post", "organisation", "by").filter(uid=uid).first()
    if found is None or not viewer.may_speak_for(found.organisation_id) or not may_settle(viewer, found):
        raise Http404
    found.rollcall = get_rollcall_for(viewer, found.rollcall.post.uid)
    return found
