"""The leads of an organisation hear that something could not be published at its time (see `posts.telling`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.organisations.models import Membership, Person, Role
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace

# The queue shows it beside a name: it must not say what there is to be decided.
DELAYED: Final = Event("delayed", gettext_lazy("A post of ours needs a decision"), Pace.NOW)


class DelayedTeller:
    """Tells those who can decide about it: the leads, and its author while they speak for the organisation."""

    name = "delayed"
    event = DELAYED
    verbs = frozenset({"post.delayed"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Leads and author; who may not see the post is told nothing when the words are made."""
        author = Post.objects.filter(uid=activity.data.get("post", "")).values("author")
        rows = Membership.objects.speaking().filter(organisation__uid=activity.organisation_uid)
        rows = rows.filter(Q(role=Role.LEAD) | Q(person__in=author))
        return Person.objects.filter(pk__in=rows.values("person")).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """That one waits for them, not which: mails carry no words of it. NotForThem once it is settled."""
        waiting = Post.objects.embargoed_for(viewer_for(person)).select_related("organisation")
        found = waiting.filter(uid=activity.data.get("post", ""), visible_from=None).first()
        if found is None:
            raise NotForThem("was settled, or is not theirs")
        lead = _("A post of %(organisation)s was to be published now, and it could not be. Please decide about it.")
        button = Button(_("Look at it"), reverse("waiting_post", args=[found.uid]))
        subject = _("A post could not be published at its time")
        return Letter(subject, lead % {"organisation": found.organisation.plate}, [button], by_mail=False)


delayed = DelayedTeller()
