"""Name the readers of a post: people and organisations, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.models.organisation import NETWORK_LEVELS
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.content import Entry, PostContent
from intercity.posts.models import Reader, Readers, Revision
from intercity.spaces.models import Label, Space, SpaceMember


def organisations_knowing(space: Space | None) -> QuerySet[Organisation]:
    """The organisations whose members may know of `space` (`Space.visible_to`, turned); without one, all that take
    part.
    """
    rows = Organisation.objects.in_network()
    if space is None or space.widest_label == Label.CLEAR:
        return rows
    inside = SpaceMember.objects.filter(space=space).values("organisation")
    return rows.filter(Q(level__in=NETWORK_LEVELS) | Q(pk__in=inside))


def present(entries: Iterable[Entry]) -> list[Entry]:
    """Those that still mean somebody: organisations, and people who are members of theirs."""
    rows = list(entries)
    people = [entry.person for entry in rows if entry.person is not None]
    members = Membership.objects.present().filter(person__in=people) if people else Membership.objects.none()
    pairs = set(members.values_list("organisation", "person"))
    return [one for one in rows if one.person is None or (one.organisation.pk, one.person.pk) in pairs]


def tidied(entries: Iterable[Entry]) -> list[Entry]:
    """Each once; nobody beside their whole organisation."""
    rows = list(dict.fromkeys(entries))
    whole = {entry.organisation for entry in rows if entry.person is None}
    return [entry for entry in rows if entry.person is None or entry.organisation not in whole]


def check_named(viewer: Viewer, space: Space | None, entries: Sequence[Entry]) -> None:
    """Refuse readers that `viewer` may not name: organisations that may not know of the space, people who are no
    members of theirs (any more), or whom the viewer may not see.
    """
    if not entries:
        raise PermissionDenied(_("Say who may read it: at least one organisation or person."))
    wanted = {entry.organisation.pk for entry in entries}
    known = organisations_knowing(space).filter(pk__in=wanted).count()
    unseen = any(e.person and not may(viewer, "organisation.see_people", e.organisation) for e in entries)
    if known != len(wanted) or unseen or len(present(entries)) != len(entries):
        raise PermissionDenied(_("Somebody you named cannot read here, or has left. Open the page again and choose."))


def with_named(
    viewer: Viewer, space: Space, content: PostContent, organisation: Organisation, own: Sequence[Person | None]
) -> PostContent:
    """`content` with its named readers checked, and with those of `own` who are members of `organisation` among them.

    Readers that stand already (`content.readers`) stay as they are; other labels have none.
    """
    if content.label != Label.RED:
        if content.readers is None and not content.named:
            return content
        return replace(content, named=(), readers=None)
    if content.readers is not None and not content.named:
        return content
    check_named(viewer, space, content.named)
    mine = present(Entry(organisation, person) for person in own if person is not None)
    return replace(content, named=tidied([*content.named, *mine]))


def readers_of(content: PostContent, apart: str = "") -> Readers | None:
    """The set of readers of `content`, inside the caller's transaction: what it names, else what it has already."""
    return do_named(content.named, apart) if content.named else content.readers


def do_named(entries: Iterable[Entry], apart: str = "") -> Readers:
    """The set with these readers, inside the caller's transaction; posts for the same readers share one.

    What waits for its time has a set of its own, `apart` by the post's uid: nobody may hear of it before, and others
    who name the same readers must be heard of at once.

    The caller then calls `record_named` after its own last write: the record's lock comes after row locks.
    """
    rows = tidied(entries)
    lines = sorted(f"{one.organisation.uid}/{one.person.uid if one.person else ''}" for one in rows)
    digest = sha256("\n".join([*lines, apart] if apart else lines).encode()).hexdigest()
    readers, made = Readers.objects.get_or_create(digest=digest)
    if made:
        made_of = [Reader(readers=readers, organisation=one.organisation, person=one.person) for one in rows]
        Reader.objects.bulk_create(made_of)
        readers.is_new = True
    return readers


def drop_readers(readers: Readers | None) -> None:
    """Forget the set of readers of what waited for its time, unless something else is for the same set."""
    if readers is not None and not readers.posts.exists() and not Revision.objects.filter(readers=readers).exists():
        readers.delete()


def record_named(readers: Readers | None) -> None:
    """Append that a set of readers is new, directly before the act that uses it."""
    if readers is not None and readers.is_new:
        readers.is_new = False
        record("readers.named", data={"readers": readers.uid})


def entries_of(readers: Readers | None) -> list[Entry]:
    """Who is in a set, as they may be named again."""
    if readers is None:
        return []
    rows = readers.entries.select_related("organisation", "person").order_by("organisation__name", "person__name", "pk")
    return [Entry(row.organisation, row.person) for row in rows]
