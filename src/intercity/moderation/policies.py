"""Who moderates, who is concerned, who may appeal and who decides about that."""

from __future__ import annotations

from intercity.moderation.models import Appeal, Case, Decision, Sort
from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.models import Post


@rule("moderation.flag", goes_on=True)
def flag(viewer: Viewer, post: Post) -> bool:
    """Ask moderators to look at a post that one sees: anyone signed in, but not for one's own."""
    person = viewer.person
    return person is not None and not viewer.is_suspended and post.is_published and post.author_id != person.pk


@rule("moderation.decide", goes_on=True)
def decide(viewer: Viewer, case: Case) -> bool:
    """Claim and decide: the coordinators of its space, never about what they or their own organisation published.

    Colleagues of whoever wrote without the city's name may: what they could not do would tell them who it was.
    """
    author_id = case.post.author_id
    if viewer.person is None or author_id == viewer.person.pk or veils.sent_by(case.post, viewer.person):
        return False
    own = case.post.organisation_id in viewer.organisation_ids
    return not own and may(viewer, "space.coordinate", case.post.space)


@rule("moderation.suspend", goes_on=True)
def suspend(viewer: Viewer, case: Case) -> bool:
    """Suspend its author: it holds in every space, so only coordinators of the network."""
    return case.post.author_id is not None and may(viewer, "network.coordinate") and decide(viewer, case)


@rule("moderation.read_decision", reads=True)
def read_decision(viewer: Viewer, case: Case) -> bool:
    """Read what was decided and why: the author, and members of the post's organisation whom its label admits."""
    if viewer.person is None or not hasattr(case, "decision"):
        return False
    if case.decision.person_id == viewer.person.pk:
        return True
    inside = case.post.organisation_id in viewer.organisation_ids
    return inside and Post.objects.labelled_for(viewer).filter(pk=case.post_id).exists()


@rule("moderation.appeal", reads=True)
def appeal(viewer: Viewer, decision: Decision) -> bool:
    """Ask for another look, once: the author, also while suspended, wherever something was done.

    It asks for no second factor: nobody may be kept from it.
    """
    if viewer.person is None or decision.sort in (Sort.NOTHING, Sort.ASK) or hasattr(decision, "appeal"):
        return False
    return decision.person_id == viewer.person.pk


@rule("moderation.settle", goes_on=True)
def settle(viewer: Viewer, appeal: Appeal) -> bool:
    """Decide about an appeal: another moderator than the one who decided first, and not who asks."""
    person = viewer.person
    if person is None or appeal.granted is not None or person.pk in (appeal.decision.by_id, appeal.by_id):
        return False
    may_all = appeal.decision.sort != Sort.SUSPEND or may(viewer, "network.coordinate")
    return may_all and decide(viewer, appeal.decision.case)
