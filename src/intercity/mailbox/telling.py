"""What people hear of mails that came in: colleagues, of what waits for them; writers, of what it became."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.mailbox.approving import decide_mail, waiting
from intercity.mailbox.models import Incoming
from intercity.organisations.models import Membership, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.replying import reader_of
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace


class HeldTeller:
    """Speaks to those who may let a colleague's mail stand."""

    name = "held"
    event = Event("held", gettext_lazy("A colleague's mail waits for your look"), Pace.NOW)
    verbs = frozenset({"mail.held"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Those who speak for the organisation, without the writer."""
        rows = Membership.objects.speaking().filter(organisation__uid=activity.organisation_uid)
        people = Person.objects.filter(pk__in=rows.values("person")).exclude(uid=activity.person_uid)
        return people.order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The way to the page; NotForThem once it is decided, or not theirs to decide."""
        held = waiting().filter(incoming__uid=activity.data.get("incoming", "")).first()
        if held is None or not decide_mail(viewer_for(person), held):
            raise NotForThem("was decided, or is not theirs to decide")
        lead = _("%(person)s answered by mail for %(organisation)s. It is published when a colleague agrees.")
        said = lead % {"person": held.person, "organisation": held.organisation.plate}
        return Letter(_("A mail waits for your look"), said, (Button(_("Look at it"), reverse("mail_held")),))


class RemarkTeller:
    """Tells whoever meant their mail as something else that it became a comment."""

    name = "mail_remark"
    event = Event("mail_remark", gettext_lazy("What became of my mail"), Pace.NOW, is_receipt=True)
    verbs = frozenset({"post.published"})

    def cares(self, activity: Activity) -> bool:
        """Only what stands under something else."""
        return bool(activity.root_uid) and activity.post_uid != activity.root_uid

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The writer, where it came by mail and there is something to say."""
        row = Incoming.objects.filter(uid=activity.post_uid, person__is_active=True).select_related("person").first()
        comment = Post.objects.select_related("root").with_uid(activity.post_uid) if row else None
        if row is None or row.person is None or comment is None:
            return ()
        return [row.person] if remark_on(comment, row.person) else []

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What there is to say; NotForThem when that is nothing any more."""
        said = remark_on(post, person) if post is not None else ""
        if post is None or not said:
            raise NotForThem("has nothing to hear any more")
        return Letter(_("About your mail: %(title)s") % {"title": post.thread_root}, said)


def remark_on(comment: Post, person: Person) -> str:
    """What the room that it stands in says of a mailed comment; "" for nothing."""
    reader = reader_of(comment.thread_root)
    return reader.remark(viewer_for(person), comment) if reader is not None else ""


teller = HeldTeller()
remark = RemarkTeller()
