"""Who is told that more people shall read a text: those who can say yes; and whoever asked, what they said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.organisations.models import Membership, Person
from intercity.organisations.permissions import may
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import LabelWish, Post
from intercity.posts.policies import neither
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace

WISHES: Final = Event("wishes", gettext_lazy("More people shall read a text of ours"), Pace.NOW)


class WishTeller:
    """Tells the people of the organisation that something waits for them, and the one who asked what came of it."""

    name = "wishes"
    event = WISHES
    verbs = frozenset({"post.wished", "post.wish_decided"})

    def cares(self, activity: Activity) -> bool:
        """Each concerns somebody."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Those who speak for the organisation whose text it is; or whoever asked."""
        wish = wish_of(activity)
        if wish is None:
            return []
        if activity.verb == "post.wish_decided":
            return [wish.asked_by] if wish.asked_by is not None else []
        rows = Membership.objects.speaking().filter(organisation=wish.post.organisation_id)
        if not wish.is_consent:
            rows = rows.exclude(person__in=neither(wish))
        return Person.objects.filter(pk__in=rows.values("person")).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What is asked, or what was said; NotForThem where it is settled meanwhile."""
        wish = wish_of(activity)
        if wish is None or post is None:
            raise NotForThem("may not see it any more")
        if activity.verb == "post.wish_decided":
            return decided(wish, post)
        if wish.decided_at is not None or not may(viewer_for(person), "post.agree", wish):
            raise NotForThem("settled meanwhile")
        return asked(wish, post)


def wish_of(activity: Activity) -> LabelWish | None:
    """The wish of an act."""
    related = ("post__organisation", "post__space", "post__root", "organisation", "asked_by")
    return LabelWish.objects.select_related(*related).filter(uid=activity.data.get("wish", "")).first()


def asked(wish: LabelWish, post: Post) -> Letter:
    """That a yes is needed, and where it is said."""
    button = Button(_("Say yes or no"), reverse("post_wider", args=[post.uid]))
    title = str(post.thread_root)
    if not wish.is_consent:
        lead = _("A colleague of yours published this. It becomes public when you confirm it; until then: %(label)s.")
        said = lead % {"label": post.get_label_display()}
        return Letter(_("Please confirm: %(title)s") % {"title": title}, said, [button], by_mail=False)
    words = {
        "asker": wish.organisation or _("A coordinator"), "now": post.get_label_display(),
        "label": wish.get_label_display(),
    }  # fmt: skip
    lead = _("%(asker)s asks whether more people may read your text. Now: %(now)s. With your yes: %(label)s.") % words
    subject = _("May more people read this? %(title)s") % {"title": title}
    return Letter(subject, " ".join([lead, wish.why]).strip(), [button], by_mail=False)


def decided(wish: LabelWish, post: Post) -> Letter:
    """What was said."""
    words = {"city": post.organisation.name, "label": post.get_label_display()}
    said = _("%(city)s said yes. Who may see it now: %(label)s.") if wish.agreed else _("%(city)s said no.")
    return Letter(_("An answer to your wish: %(title)s") % {"title": post.thread_root}, said % words, by_mail=False)


wishes = WishTeller()
