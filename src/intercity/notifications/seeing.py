"""Which of many people may see one post now: asked of the database once for each audience, not for each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from intercity.notifications.models import Follow
from intercity.organisations.models import Membership, Person
from intercity.organisations.viewers import Viewer, viewer_for, viewer_with
from intercity.posts.models import Post, Reader
from intercity.posts.telling import Event, NotForThem
from intercity.spaces.models import Space, SpaceMember

Entry = tuple[str, int, int | None]


def belongs(viewer: Viewer, event: Event | None = None) -> bool:
    """Whether they still take part: who acts for nobody any more is told nothing, not even what is public.

    Nor whoever is suspended, but for an `event` that concerns just that.
    """
    if viewer.is_suspended:
        return event is not None and event.also_suspended
    return bool(viewer.memberships) or viewer.is_coordinator


def belong(people: Sequence[Person], event: Event) -> list[Person]:
    """Those of `people` who still take part, as far as `event` is concerned."""
    return [viewer.person for viewer in viewers_of(people) if viewer.person is not None and belongs(viewer, event)]


def see(people: Sequence[Person], post: Post) -> list[Person]:
    """Those of `people` who take part and may see `post` now.

    Who reads the network or does not, belongs to its space or does not, is named by the same sets of readers or by
    none, sees the same: each of these groups is asked for by one of its members.
    """
    groups: dict[tuple[bool, bool, frozenset[str]], list[Viewer]] = defaultdict(list)
    inside, entries = members_of(post.space), entries_of(post)
    for viewer in viewers_of(people):
        if belongs(viewer):
            group = (viewer.reads_network, bool(viewer.organisation_ids & inside), naming(entries, viewer))
            groups[group].append(viewer)
    seeing = (group for group in groups.values() if Post.objects.visible_to(group[0]).filter(pk=post.pk).exists())
    return [viewer.person for group in seeing for viewer in group if viewer.person is not None]


def entries_of(post: Post) -> Sequence[Entry]:
    """Whom the readers of a post and of its thread name: set, organisation, person. Asked only where there are any."""
    sets = {each.readers_id for each in (post, post.thread_root)} - {None}
    rows = Reader.objects.filter(readers__in=sets) if sets else Reader.objects.none()
    return list(rows.values_list("readers", "organisation", "person"))


def naming(entries: Iterable[Entry], viewer: Viewer) -> frozenset[str]:
    """The sets of readers among `entries` that hold the viewer now: `Readers.holding`, for one of many people."""
    mine, keys = viewer.organisation_ids, (None, viewer.person.pk if viewer.person else None)
    return frozenset(uid for uid, organisation, person in entries if organisation in mine and person in keys)


def members_of(space: Space) -> frozenset[int]:
    """Keys of the organisations that belong to a space."""
    return frozenset(SpaceMember.objects.filter(space=space).values_list("organisation", flat=True))


def viewers_of(people: Iterable[Person]) -> list[Viewer]:
    """As `viewer_for` for each of `people` whose account is open, in one query."""
    there = [person for person in people if person.is_active]
    memberships = memberships_by_person(there)
    return [viewer_with(person, tuple(memberships.get(person.pk, ())), None) for person in there]


def memberships_by_person(people: Sequence[Person]) -> Mapping[int, list[Membership]]:
    """Present memberships of each, the oldest first."""
    rows = Membership.objects.filter(person__in=people, ended_at=None).select_related("organisation").order_by("id")
    found: dict[int, list[Membership]] = defaultdict(list)
    for membership in rows:
        found[membership.person_id].append(membership)
    return found


def viewer_to_tell(person: Person, event: Event | None = None) -> Viewer:
    """The person as a viewer, just before something is sent; NotForThem when they do not take part (`belongs`)."""
    viewer = viewer_for(person)
    if not belongs(viewer, event):
        raise NotForThem("is suspended" if viewer.is_suspended else "no membership any more")
    return viewer


def get_post_to_tell(viewer: Viewer, post_uid: str, *, is_receipt: bool = False) -> Post:
    """The post with what a mail shows of it, just before it is sent.

    NotForThem when the viewer may not see it any more, or has muted its conversation (receipts come all the same).
    """
    posts = Post.objects.visible_to(viewer).select_related("root", "parent", "organisation", "author", "space")
    post = posts.filter(uid=post_uid).first()
    if post is None:
        raise NotForThem("may not see it any more")
    if not is_receipt and Follow.objects.filter(person=viewer.person, post=post.thread_root, muted=True).exists():
        raise NotForThem("muted the conversation")
    return post
