"""Whom the acts of this room concern, and in which words they hear of them (see `posts.telling`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.adoption.links import check_path
from intercity.adoption.models import TAKEN, Adoption, CheckUp, Review
from intercity.adoption.months import Month, read_month
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.organisations.viewers import viewer_for
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace

MOST_TOLD = 20


def speakers_of(organisation: Organisation) -> Iterable[Person]:
    """Those who may speak for an organisation, its leads first, as many as are written to at most."""
    rows = Membership.objects.speaking().filter(organisation=organisation).select_related("person").order_by("pk")
    ranked = sorted(rows, key=lambda row: row.role != Role.LEAD)
    return [row.person for row in ranked[:MOST_TOLD]]


def keepers_of(post: Post) -> Iterable[Person]:
    """Who looks after a post: its author while they speak for its organisation, else those who do.

    Nobody but its author, where it does not name the organisation: its colleagues do not know.
    """
    if veils.is_veiled(post):
        person = veils.author_of(post)
        return [person] if person is not None and veils.is_keeper(person, post) else []
    speaking = Membership.objects.speaking().filter(organisation=post.organisation_id)
    author = speaking.filter(person=post.author_id).select_related("person").first() if post.author_id else None
    return [author.person] if author is not None else speakers_of(post.organisation)


def organisation_of(activity: Activity) -> Organisation | None:
    """Who said something, as the act names them."""
    return Organisation.objects.filter(uid=activity.data.get("organisation", "")).first()


def post_of(activity: Activity) -> Post | None:
    """The post that the act is about."""
    return Post.objects.select_related("organisation").with_uid(activity.post_uid)


class Check:
    """Is it still in force? How did it go?"""

    name = "check"
    event = Event("check", gettext_lazy("Is what we do still in force? How did it go?"), Pace.NOW)
    verbs = frozenset({"practice.asked", "adoption.asked"})

    def cares(self, activity: Activity) -> bool:
        """Each is a question to somebody."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who looks after the practice; of a practice that was taken over, who said so."""
        post = post_of(activity)
        if post is None:
            return []
        return keepers_of(post) if activity.verb == "practice.asked" else takers_of(activity)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """The question; NotForThem once it is answered."""
        if post is None:
            raise NotForThem("may not see it any more")
        return ask_check(person, post) if activity.verb == "practice.asked" else ask_how(activity, post)


def takers_of(activity: Activity) -> Iterable[Person]:
    """Who said that their organisation took it over, while they speak for it; else those who do."""
    organisation = organisation_of(activity)
    if organisation is None:
        return []
    said = Adoption.objects.filter(uid=activity.data["adoption"]).select_related("by").first()
    speakers = list(speakers_of(organisation))
    return [said.by] if said is not None and said.by in speakers else speakers


def ask_check(person: Person, post: Post) -> Letter:
    """Is it still in force?"""
    if not CheckUp.objects.filter(post=post, asked_at__isnull=False).exists():
        raise NotForThem("answered already")
    return Letter(
        _("Is this still in force? %(title)s") % {"title": post},
        _("Other cities rely on what stands here. One click is enough, or answer this mail."),
        [Button(_("Answer: in force, changed or ended"), check_path(post, person))],
    )


def ask_how(activity: Activity, post: Post) -> Letter:
    """How did it go?"""
    waiting = Review.objects.filter(
        adoption__uid=activity.data["adoption"], days=activity.data["days"], answered_at=None
    )
    if not waiting.filter(adoption__status__in=TAKEN).exists():
        raise NotForThem("answered already, or given up")
    return Letter(
        _("How did it go? %(title)s") % {"title": post},
        _("You took this over %(days)s days ago. Three short questions help those who think about it.")
        % {"days": activity.data["days"]},
        [Button(_("Tell how it went"), reverse("adoption_how", args=[post.uid]))],
    )


class OurPractice:
    """What others do with what we shared."""

    name = "practice"
    event = Event("practice", gettext_lazy("What others do with what we shared"), Pace.DAILY)
    verbs = frozenset({"adoption.changed", "adoption.reviewed", "practice.month"})

    def cares(self, activity: Activity) -> bool:
        """Not when somebody only said the same in other words, or took it back."""
        if activity.verb != "adoption.changed":
            return True
        return activity.data.get("status") not in ("", activity.data.get("was"))

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Who looks after the practice; of a whole month, all who speak for the organisation."""
        if activity.verb == "practice.month":
            organisation = Organisation.objects.filter(uid=activity.organisation_uid).first()
            return [] if organisation is None else speakers_of(organisation)
        post = post_of(activity)
        return [] if post is None else keepers_of(post)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Who did what."""
        if activity.verb == "practice.month":
            return sum_up(activity, person)
        if post is None:
            raise NotForThem("may not see it any more")
        return tell(activity, post)


def tell(activity: Activity, post: Post) -> Letter:
    """One organisation said something about our practice."""
    said = Adoption.objects.filter(uid=activity.data["adoption"]).select_related("organisation").first()
    if said is None:
        raise NotForThem("taken back")
    values = {"organisation": said.organisation.plate, "title": post, "status": said.get_status_display()}
    subject = (
        _("%(organisation)s tells how it went: %(title)s") % values
        if activity.verb == "adoption.reviewed"
        else _("%(organisation)s: %(status)s. %(title)s") % values
    )
    words = outcome_of(said) if activity.verb == "adoption.reviewed" else said.reason or said.changed
    lead = _("%(organisation)s says about your practice: %(status)s.") % values
    button = Button(_("See who else does this"), reverse("adoptions", args=[post.uid]))
    return Letter(subject, f"{lead} {words}".strip(), [button])


def outcome_of(adoption: Adoption) -> str:
    """What they told last about how it went."""
    told = adoption.reviews.filter(answered_at__isnull=False).order_by("-answered_at").first()
    return told.outcome if told is not None else ""


def sum_up(activity: Activity, person: Person) -> Letter:
    """What others did with our practices in a month, as far as this person may see these."""
    organisation = Organisation.objects.filter(uid=activity.organisation_uid).first()
    if organisation is None:
        raise NotForThem("the organisation is gone")
    month = Month.named(activity.data["month"])
    lines = read_month(organisation, month, Post.objects.visible_to(viewer_for(person)))
    if not lines:
        raise NotForThem("nothing that they may see")
    return Letter(
        _("What others did with what you shared in %(month)s") % {"month": month.label},
        "\n".join(lines),
        [Button(_("See your page"), organisation.get_absolute_url())],
    )


check = Check()
practice = OurPractice()
