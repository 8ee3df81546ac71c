"""Whom a consultation concerns, and in which words they hear of it (see `posts.telling`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.kinds.document.clock import REMINDED
from intercity.kinds.document.models import Agreed, Document, Status
from intercity.organisations.models import Membership, Organisation, Person
from intercity.posts.models import Post, Reader, State
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace
from intercity.spaces.models import SpaceMember

CONSULTED = Event("consulted", gettext_lazy("A document on which we are asked what we think"), Pace.NOW)


class Consultation:
    """Asks those who speak for the organisations of the space, or that are named; near the end the silent ones again.

    An answer to the mail is a comment on the document, as on all posts.
    """

    name = "document-consulted"
    event = CONSULTED
    verbs = frozenset({"document.changed", REMINDED})

    def cares(self, activity: Activity) -> bool:
        """A consultation that begins, or ends soon."""
        return activity.verb == REMINDED or bool(activity.data.get("begins"))

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who speaks for those asked; in the end without the organisations that said something."""
        post = Post.objects.with_uid(activity.post_uid)
        if post is None:
            return []
        asked = asked_by(post, activity.at)
        if activity.verb == REMINDED:
            asked = asked.exclude(pk__in=answered(post, activity.at))
        rows = Membership.objects.speaking().filter(organisation__in=asked, began_at__lte=activity.at)
        return Person.objects.filter(pk__in=rows.values("person")).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The question; NotForThem once the consultation is over or their organisation has answered."""
        until = asked_until(post)
        if post is None or until is None:
            raise NotForThem("is not in consultation any more")
        mine = Organisation.objects.filter(memberships__in=Membership.objects.speaking().filter(person=person))
        if not mine.exclude(pk__in=answered(post, timezone.now())).exists():
            raise NotForThem("has answered already")
        day = date_format(until, "j F Y")
        lead = _("Say until %(day)s what you think of this document: comment on it, or agree for your organisation.")
        again = activity.verb == REMINDED
        subject = _("Until %(day)s: %(title)s") if again else _("What do you think? %(title)s")
        button = Button(_("Read the document"), post.get_absolute_url())
        return Letter(subject % {"title": post, "day": day}, lead % {"day": day}, [button])


def asked_until(post: Post | None) -> date | None:
    """Until when others are asked about it; None for what is not in consultation today."""
    row: Document | None = getattr(post, "document", None)
    last = row.consultation_until if row is not None and row.status == Status.CONSULTATION else None
    return last if last is not None and last >= timezone.localdate() else None


def asked_by(post: Post, at: datetime) -> QuerySet[Organisation]:
    """The organisations of its space and those named among its readers, but for its own."""
    members = SpaceMember.objects.filter(space=post.space_id, joined_at__lte=at)
    named = Reader.objects.filter(readers=post.readers_id) if post.readers_id else Reader.objects.none()
    found = Q(pk__in=members.values("organisation")) | Q(pk__in=named.values("organisation"))
    return Organisation.objects.filter(found).exclude(pk=post.organisation_id)


def answered(post: Post, at: datetime) -> list[int]:
    """Keys of the organisations that commented on it or agreed, since they were asked."""
    since = post.document.consulted_at
    after = {"at__gte": since} if since else {}
    agreed = Agreed.objects.filter(post=post, at__lte=at, **after).values_list("organisation", flat=True)
    when = {"published_at__gte": since} if since else {}
    said = Post.objects.filter(root=post, state=State.PUBLISHED, published_at__lte=at, **when)
    return [*agreed, *said.values_list("organisation", flat=True)]


consultation = Consultation()
