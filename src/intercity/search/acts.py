"""Which posts an act of the record concerns: for the writer, and for searches that come before the writer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from intercity.activity.models import Activity
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.terms import topic_and_below

# Acts about one post or answer whose words, facts, readers or standing are in the index.
POST_VERBS = frozenset(
    {
        "post.published",
        "post.edited",
        "post.withdrawn",
        "post.hidden",
        "post.restored",
        "post.removed",
        "post.relabelled",
        "post.claimed",
        "adoption.changed",
        "practice.confirmed",
        "question.accepted",
        "question.settled",
        "question.reopened",
        "event.cancelled",
        "event.over",
        "event.reinstated",
        "rollcall.changed",
        "rollcall.closed",
        "rollcall.over",
        "rollcall.reopened",
    }
)
# Acts about a post after which nobody may find it by what the index still says. All others may narrow something:
# a verb that is added later is taken for one that does until it stands here.
HARMLESS_VERBS = frozenset(
    {
        "post.published",
        "post.embargoed",
        "post.unembargoed",
        "post.delayed",
        "post.pinned",
        "post.claimed",
        "post.restored",
        "post.wished",
        "post.wish_decided",
        "adoption.asked",
        "adoption.reviewed",
        "practice.asked",
        "event.cancelled",
        "event.over",
        "event.reinstated",
        "question.asked",
        "question.passed",
        "question.declined",
        "question.escalated",
        "post.reacted",
        "request.changed",
        "rollcall.answered",
        "rollcall.unanswered",
        "rollcall.unsaid",
        "rollcall.proposed",
        "rollcall.refused",
        "rollcall.confirmed",
        "rollcall.complete",
        "rollcall.reminded",
    }
)


@dataclass(frozen=True)
class Sweep:
    """A set of posts that an act concerns and that may be large: `by` and `name` of what they have in common.

    Posts up to the key `after` are done. Settings of a space are not in the index, so they sweep nothing.
    """

    by: str
    name: str
    after: int = 0

    def posts(self) -> PostQuerySet:
        """The posts still to be done, in rising order of keys."""
        rows = Post.objects.roots().filter(pk__gt=self.after).order_by("pk")
        if self.by == "import":
            return rows.filter(uid__in=imported_uids(int(self.name)))
        if self.by == "organisation":
            return rows.filter(organisation__uid=self.name)
        topics = rows.filter(topics__slug__in=topic_and_below(self.name))
        return (topics | rows.filter(groups__slug=self.name)).distinct()


def imported_uids(row_id: int) -> list[str]:
    """The posts that the act of an import names."""
    row = Activity.objects.filter(pk=row_id).first()
    return list(row.data.get("uids", ())) if row else []


@dataclass
class Concern:
    """What a number of acts concern: posts to be renewed at once, and sets that are renewed between other acts."""

    uids: set[str] = field(default_factory=set)
    sweeps: list[Sweep] = field(default_factory=list)


def concern_of(rows: Iterable[Activity]) -> Concern:
    """What has to be indexed anew after these acts."""
    concern = Concern()
    for row in rows:
        if row.verb in POST_VERBS:
            concern.uids.add(row.root_uid)
        elif row.verb == "posts.imported":
            concern.sweeps.append(Sweep("import", str(row.pk)))
        elif row.verb == "organisation.changed":
            concern.sweeps.append(Sweep("organisation", row.organisation_uid))
        elif row.verb == "topic.changed":
            concern.sweeps.extend(Sweep("term", slug) for slug in row.data.get("slugs", ()))
    return concern


def may_narrow(verb: str, root_uid: str) -> bool:
    """Whether after this act somebody may no longer find the post by what the index says of it."""
    return bool(root_uid) and verb not in HARMLESS_VERBS
