"""Who is told about asking: those who are asked, whoever asked, and coordinators when nobody answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.models import Activity
from intercity.adoption.telling import keepers_of, post_of
from intercity.matching.models import Asked, AskedState
from intercity.matching.queries import state_of
from intercity.matching.reasons import from_stored, sentences
from intercity.matching.rings import NEXT_RING
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.telling import Button, Event, Letter, NotForThem, Pace
from intercity.posts.waiting import is_settled
from intercity.spaces.models import Space

ASKED_EVENT: Final = Event("asked", gettext_lazy("Another city asks us directly"), Pace.NOW)
QUESTION_EVENT: Final = Event("question", gettext_lazy("What happens to our questions"), Pace.NOW)
DESK_EVENT: Final = Event("desk", gettext_lazy("Nobody answers a question in a space I coordinate"), Pace.NOW)
# Ways to settle it, as the address of the page says them.
PASS, DECLINE = "pass", "decline"
MOST_NAMES: Final = 8


class AskedTeller:
    """Tells those who speak for an organisation that it is asked, or the colleague to whom it was passed."""

    name = "asked"
    event = ASKED_EVENT
    verbs = frozenset({"question.asked", "question.passed"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """Its speakers; the colleague where it is passed on."""
        if activity.verb == "question.passed":
            return Person.objects.filter(uid=activity.data.get("to", ""), is_active=True)
        rows = Membership.objects.speaking().filter(organisation__uid__in=activity.data.get("organisations", ()))
        return Person.objects.filter(pk__in=rows.values("person")).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Who asks, why them, and what they can do."""
        if post is None:
            raise NotForThem("may not see it any more")
        check_unsettled(post)
        row = row_for(activity, person, post)
        said = sentences(from_stored(row.reasons))
        lead = _("%(asker)s asks %(organisation)s.") % {"asker": post.organisation, "organisation": row.organisation}
        why = _("Why you: %(reasons)s.") % {"reasons": "; ".join(said)} if said else ""
        subject = _("%(asker)s asks you: %(title)s") % {"asker": post.organisation.plate, "title": post}
        return Letter(subject, " ".join(part for part in (lead, why) if part), buttons(row, post))


def row_for(activity: Activity, person: Person, post: Post) -> Asked:
    """What the act asks of an organisation that the person speaks for; NotForThem when it is settled."""
    viewer = viewer_for(person)
    wanted = activity.data.get("organisations", ())
    rows = Asked.objects.filter(post=post, organisation__uid__in=wanted).with_answers().select_related("organisation")
    own = [row for row in rows.order_by("pk") if viewer.may_speak_for(row.organisation_id)]
    # Passed on, it waits for the colleague only.
    states = (AskedState.PASSED,) if activity.verb == "question.passed" else (AskedState.WAITING,)
    for row in own:
        if state_of(row) in states and row.passed_to_id in (None, person.pk):
            return row
    raise NotForThem("was settled already")


def buttons(row: Asked, post: Post) -> list[Button]:
    """Three ways to settle it; each leads to a page."""
    page = reverse("post_asked", args=[post.uid])
    own = f"organisation={row.organisation.slug}"
    return [
        Button(_("Answer"), f"{post.get_absolute_url()}#answer"),
        Button(_("Pass to a colleague"), f"{page}?do={PASS}&{own}"),
        Button(_("Not us"), f"{page}?do={DECLINE}&{own}"),
    ]


class AskerTeller:
    """Tells whoever asked what was done because nobody answered."""

    name = "asker"
    event = QUESTION_EVENT
    verbs = frozenset({"question.asked", "question.escalated"})

    def cares(self, activity: Activity) -> bool:
        """What happened without them; whom they asked themselves they know."""
        if activity.person_uid:
            return False
        return activity.verb == "question.escalated" or int(activity.data.get("ring", 0)) >= NEXT_RING

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The author while they speak for the organisation that asks, else those who do."""
        post = post_of(activity)
        return [] if post is None else keepers_of(post)

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What was done. Who was asked is told to nobody outside, whatever the label of the question."""
        if post is None or not asks(person, post):
            raise NotForThem("may not know of it any more")
        if activity.verb == "question.escalated":
            subject = _("We told the coordinators: %(title)s")
            lead = _("Nobody has answered yet. The coordinators of the space know now.")
        else:
            subject = _("We asked more cities: %(title)s")
            lead = _("Nobody has answered yet, so we asked: %(names)s.")
        return Letter(subject % {"title": post}, lead % {"names": names_of(activity)})


def asks(person: Person, post: Post) -> bool:
    """Whether it is their own organisation that asks, or they themselves do without naming it."""
    viewer = viewer_for(person)
    return veils.is_mine(viewer, post) or post.organisation_id in viewer.organisation_ids


def names_of(activity: Activity) -> str:
    """The organisations that an act names, as people say them."""
    found = Organisation.objects.filter(uid__in=activity.data.get("organisations", ())).order_by("name")
    return ", ".join(organisation.plate for organisation in found[:MOST_NAMES])


class DeskTeller:
    """Tells the coordinators of the space, and the duty mailboxes of those who were asked, that nobody answers."""

    name = "desk"
    event = DESK_EVENT
    verbs = frozenset({"question.escalated"})

    def cares(self, activity: Activity) -> bool:
        """Every such act."""
        return True

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The space's coordinators, or the network's where it has none."""
        return coordinators_of(activity.space_uid)

    def mailboxes(self, activity: Activity) -> Iterable[Organisation]:
        """Those who were asked; nobody in an exercise, for whoever is on duty waits for what is real."""
        space = Space.objects.filter(uid=activity.space_uid).first()
        if space is None or space.is_exercise:
            return []
        rows = Organisation.objects.filter(uid__in=activity.data.get("organisations", ()))
        return rows.exclude(duty_email="").order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """That it waits; NotForThem once somebody answered."""
        check_still_waits(post)
        return unanswered_letter(post)

    def mailbox_letter(self, activity: Activity, organisation: Organisation, post: Post | None) -> Letter:
        """The same for whoever is on duty; NotForThem once somebody answered, or they declined meanwhile."""
        check_still_waits(post)
        if Asked.objects.filter(post=post, organisation=organisation, state=AskedState.DECLINED).exists():
            raise NotForThem("declined meanwhile")
        return unanswered_letter(post)


def coordinators_of(space_uid: str) -> QuerySet[Person]:
    """People who look after the space, or after the network where nobody does."""
    own = Person.objects.filter(coordinator_rows__space__uid=space_uid, is_active=True)
    everybody = Person.objects.filter(is_coordinator=True, is_active=True)
    return (own if own.exists() else everybody).order_by("pk")


def check_unsettled(post: Post) -> None:
    """NotForThem when whoever asked knows meanwhile."""
    if is_settled(post):
        raise NotForThem("was settled by whoever asked")


def check_still_waits(post: Post | None) -> None:
    """NotForThem when the question is gone or settled, or another organisation answered it."""
    if post is None:
        raise NotForThem("may not see it any more")
    check_unsettled(post)
    if post.thread.filter(state="published").exclude(organisation=post.organisation_id).exists():
        raise NotForThem("was answered already")


def unanswered_letter(post: Post | None) -> Letter:
    """What coordinators and people on duty read."""
    assert post is not None
    lead = _("%(asker)s has no answer yet (%(space)s). Can you help, or do you know who can?")
    said = lead % {"asker": post.organisation, "space": post.space.name}
    return Letter(
        _("No answer yet: %(title)s") % {"title": post}, said, [Button(_("Open the question"), post.get_absolute_url())]
    )


asked = AskedTeller()
asker = AskerTeller()
desk = DeskTeller()
