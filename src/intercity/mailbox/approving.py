"""A colleague looks at what came by mail, and lets it stand as the organisation's word or not."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.mailbox.deciding import NotPublishedError, Wish, answered_post, label_of
from intercity.mailbox.models import Approval, Held, Incoming, Outcome
from intercity.mailbox.reading.mail import read_mail
from intercity.mailbox.settling import COMMENT, NEWS, context_of, keep_files
from intercity.notifications.mail import may_travel
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.permissions import check_may, may, rule
from intercity.organisations.strength import without_factor
from intercity.organisations.viewers import Viewer, viewer_for
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.forms import usual_language
from intercity.posts.models import Post
from intercity.posts.replying import reader_of
from intercity.spaces.agreeing import check_agreed
from intercity.spaces.models import Label, Space


@rule("mail.decide", goes_on=True)
def decide_mail(viewer: Viewer, held: Held) -> bool:
    """A colleague who speaks for the organisation and sees what is answered; not the one who wrote it."""
    if viewer.person is None or viewer.person.pk == held.person_id or not viewer.may_speak_for(held.organisation_id):
        return False
    return sees_place(viewer, held)


def sees_place(viewer: Viewer, held: Held) -> bool:
    """Whether the viewer sees the conversation, or the space, that it is meant for."""
    if held.parent is not None:
        return answered_post(viewer, held.parent.uid) is not None
    return Space.objects.visible_to(viewer).filter(pk=held.space_id).exists()


def held_for(viewer: Viewer) -> list[Held]:
    """What waits for the viewer's look, the oldest first."""
    ids = [membership.organisation_id for membership in viewer.memberships if membership.may_speak]
    rows = waiting().filter(organisation__in=ids)[:100] if ids else []
    return [held for held in rows if may(viewer, "mail.decide", held)]


def waiting() -> QuerySet[Held]:
    """All that is undecided, with what its page shows."""
    rows = Held.objects.filter(decided_at=None).order_by("pk").defer("incoming__raw")
    return rows.select_related("incoming", "person", "organisation", "space", "parent__root__space", "parent__space")


def get_held_for(viewer: Viewer, pk: int) -> Held:
    """An undecided one that the viewer may decide, or Http404."""
    held = waiting().filter(pk=pk).first()
    if held is None or not may(viewer, "mail.decide", held):
        raise Http404
    return held


def approve(viewer: Viewer, held: Held) -> Post:
    """Publish it as its writer's word, with its files; gives the post, or the one whose room has taken the words.

    Raises PermissionDenied when the writer may not (any more).
    """
    check_may(viewer, "mail.decide", held)
    wish = wish_of(held)
    if wish.parent is not None and is_taken(wish, wish.parent, lambda: decide(viewer, held, wish, Outcome.READ)):
        return wish.parent
    raw = Incoming.objects.filter(pk=held.incoming_id).values_list("raw", flat=True).first()
    files = read_mail(bytes(raw or b""), context_of(held.incoming)).files
    content = PostContent(
        uid=held.incoming.uid, title=held.title, body=held.body, label=wish.label,
        language=usual_language(wish.viewer), attachments=keep_files(files, wish.person),
    )  # fmt: skip
    return do_publish(
        wish.space, COMMENT if wish.parent else NEWS, content, wish.organisation, wish.person,
        parent=wish.parent, along=lambda: decide(viewer, held, wish),
    )  # fmt: skip


def is_taken(wish: Wish, parent: Post, along: Callable[[], None]) -> bool:
    """Whether a reader of replies that publishes has taken the words; the others had theirs when the mail came."""
    reader = reader_of(parent)
    return reader is not None and reader.publishes and reader.take(wish.viewer, parent, wish.body, along)


def wish_of(held: Held) -> Wish:
    """What the writer may still do now; PermissionDenied where the conversation or the right is gone."""
    own = Membership.objects.present().filter(person=held.person, organisation=held.organisation).first()
    viewer = without_factor(viewer_for(held.person, own.pk if own else None))
    parent = answered_post(viewer, held.parent.uid) if held.parent else None
    check_agreed(held.space, held.organisation_id)
    if parent is not None:
        fits = may_travel(parent) and may(viewer, "post.comment", parent.thread_root)
    else:
        fits = may(viewer, "space.publish", held.space)
    speaks = viewer.may_speak_for(held.organisation_id)
    if not speaks or not fits or (held.parent is not None and parent is None):
        raise PermissionDenied(_("This cannot be published any more: the conversation was closed, or its writer left."))
    label = parent.thread_root.label if parent else label_now(held)
    return Wish(viewer, held.person, held.organisation, held.space, label, held.body, held.title, parent)


def label_now(held: Held) -> str:
    """The label that news came with, or the usual one of the space where that has become narrower since."""
    try:
        usual = label_of("", held.space, held.person)
    except NotPublishedError as error:
        raise PermissionDenied(_("This cannot be published any more: the space takes no such posts now.")) from error
    return max((Label(held.label), Label(usual)), key=lambda label: label.rank)


def decide(viewer: Viewer, held: Held, wish: Wish | None, outcome: Outcome = Outcome.POSTED) -> None:
    """Note the decision, once, in the transaction that publishes; PermissionDenied when it was made already.

    Without a `wish` it is turned down; with one, `outcome` says what it became.

    The words are kept here no longer: they stand in the post, which can be changed and withdrawn, or nowhere.
    """
    changed = Held.objects.filter(pk=held.pk, decided_at=None).update(
        decided_at=timezone.now(), decided_by=viewer.person, approved=wish is not None, body="", title="", files=[]
    )
    narrower = wish is not None and wish.parent is not None and not still_as_wide(wish.parent.thread_root)
    if not changed:
        raise PermissionDenied(_("Somebody decided this already."))
    if narrower:
        raise PermissionDenied(_("This cannot be published any more: fewer people may see the conversation now."))
    outcome = outcome if wish else Outcome.TURNED_DOWN
    uid = held.incoming.uid if outcome == Outcome.POSTED else ""
    Incoming.objects.filter(pk=held.incoming_id).update(raw=b"", post_uid=uid, outcome=outcome)


def still_as_wide(root: Post) -> bool:
    """Whether the conversation still has the label with which it was read; holds its row until the end."""
    now = Post.objects.select_for_update(of=("self",), no_key=True).filter(pk=root.pk).first()
    return now is not None and now.label == root.label


@transaction.atomic
def turn_down(viewer: Viewer, held: Held) -> None:
    """Do not publish it; it is kept nowhere."""
    check_may(viewer, "mail.decide", held)
    decide(viewer, held, None)
    decider = viewer.person.uid if viewer.person else ""
    record("mail.refused", person_uid=decider, organisation_uid=held.organisation.uid)


@transaction.atomic
def set_approval(viewer: Viewer, organisation: Organisation, *, wanted: bool) -> None:
    """As its lead, let colleagues look at mails first, or no more."""
    check_may(viewer, "organisation.edit", organisation)
    if wanted:
        Approval.objects.get_or_create(organisation=organisation)
    else:
        Approval.objects.filter(organisation=organisation).delete()
    by = viewer.person.uid if viewer.person else ""
    setting = {"colleagues_approve_mails": wanted}
    record("organisation.changed", person_uid=by, organisation_uid=organisation.uid, data=setting)
