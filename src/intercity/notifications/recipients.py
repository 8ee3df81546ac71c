"""Who hears of an answer by mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from intercity.activity.models import Activity
from intercity.core.uids import new_uid
from intercity.notifications.models import Delivery, Mute, mail_host
from intercity.organisations.models import Invitation, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post, State


class NotForThem(Exception):  # noqa: N818
    """A mail that must not go; its text is the reason, for the operator."""


def notify(activity: Activity) -> None:
    """Queue a mail to everyone who took part in the conversation of a new comment.

    The rows are written in one statement and each person gets one per act, so running it again after a kill
    at any line completes the same set. Anything but a new comment is passed over, and so is a post that is gone.
    """
    if activity.root_uid in ("", activity.post_uid):
        return
    comment = Post.objects.filter(uid=activity.post_uid, state=State.PUBLISHED).select_related("root").first()
    if comment is not None:
        queue(activity, [person for person in took_part(comment) if wants_mail(person, comment)])


def queue(activity: Activity, people: Iterable[Person]) -> None:
    """Write one delivery for each of `people`, unless it stands already."""
    Delivery.objects.bulk_create([build(activity, person=person) for person in people], ignore_conflicts=True)


def build(activity: Activity, *, person: Person | None = None, invitation: Invitation | None = None) -> Delivery:
    """The unsaved delivery to one of the two; its Message-ID is fixed now, so that every try carries the same one."""
    uid = new_uid()
    return Delivery(
        uid=uid, activity_id=activity.pk, person=person, invitation=invitation,
        address=invitation.email if invitation else "", post_uid=activity.post_uid,
        message_id=f"<{uid}@{mail_host()}>",
    )  # fmt: skip


def took_part(comment: Post) -> list[Person]:
    """Authors of the first post and of all earlier comments (the parent is one), without the comment's own author.

    Only posts from before the comment count: a worker that is late must find the same people. Imported posts
    have no author until their city claims them.
    """
    root = comment.thread_root
    thread = Post.objects.filter(Q(pk=root.pk) | Q(root=root))
    earlier = thread.filter(pk__lt=comment.pk, state=State.PUBLISHED, author__isnull=False)
    others = earlier.exclude(author=comment.author_id)
    return list(Person.objects.filter(pk__in=others.values("author")).order_by("pk"))


def wants_mail(person: Person, comment: Post) -> bool:
    """Whether this person should get it as things stand now."""
    try:
        get_comment_for(person, comment.uid)
    except NotForThem:
        return False
    return True


def get_comment_for(person: Person, post_uid: str) -> Post:
    """The comment, loaded for its mail, if this person may see it and wants it now; else raises NotForThem.

    Asked when the act is noticed and again just before sending, with the rights of that moment.
    """
    viewer = viewer_for(person)
    if not (viewer.memberships or viewer.is_coordinator):
        raise NotForThem("no membership any more")
    if not person.mail_replies:
        raise NotForThem("wants no mail")
    visible = Post.objects.visible_to(viewer).filter(uid=post_uid, root__isnull=False)
    post = visible.select_related("root", "organisation", "author", "space").first()
    if post is None:
        raise NotForThem("may not see it any more")
    if Mute.objects.filter(person=person, post=post.root_id).exists():
        raise NotForThem("muted the conversation")
    return post
