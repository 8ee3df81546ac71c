"""Those who are asked: when it is asked, and when they are reminded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.activity.models import Activity
from intercity.kinds.rollcall.links import answer_path
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.reply import asked_in, first_chosen
from intercity.kinds.rollcall.silence import asked_by, unanswered
from intercity.kinds.rollcall.telling.events import WAITS
from intercity.kinds.rollcall.telling.people import check_open, in_pieces, one_to_answer, rollcall_of, speakers
from intercity.kinds.rollcall.values.types import Asked
from intercity.notifications.mail import long_time
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.reached import first_seen_by
from intercity.posts.telling import Button, Letter, NotForThem

PUBLISHED: Final = "post.published"
RELABELLED: Final = "post.relabelled"
REMINDED: Final = "rollcall.reminded"
# More buttons than that nobody overlooks in a mail: then one leads to the form.
MOST_BUTTONS: Final = 6


class AskedTeller:
    """Tells those who speak for the organisations that are asked, and once their duty mailboxes."""

    name = "rollcall"
    event = WAITS
    verbs = frozenset({PUBLISHED, RELABELLED, REMINDED})

    def cares(self, activity: Activity) -> bool:
        """Roll calls only."""
        return activity.verb == REMINDED or activity.data.get("kind") == "rollcall"

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The speakers of those who are asked; of those who have not answered, where it is a reminder."""
        rollcall = rollcall_of(activity)
        if rollcall is None:
            return ()
        return in_pieces(speakers(unanswered(rollcall) if activity.verb == REMINDED else told_by(activity, rollcall)))

    def mailboxes(self, activity: Activity) -> Iterable[Organisation]:
        """Those who are asked; not reminders, and nobody in an exercise, for who is on duty waits for what is real."""
        rollcall = rollcall_of(activity)
        if rollcall is None or activity.verb == REMINDED or rollcall.post.space.is_exercise:
            return ()
        return in_pieces(told_by(activity, rollcall).exclude(duty_email=""))

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Why, until when, and one button for each answer; NotForThem once somebody has answered."""
        post = check_open(post)
        rollcall: RollCall = post.rollcall
        if activity.verb == REMINDED and rollcall.is_over:
            raise NotForThem("the deadline has passed")
        organisation = one_to_answer(viewer_for(person), rollcall)
        first = first_choice(rollcall)
        said, asked = why(activity, rollcall, organisation), "\n".join(questions(rollcall, first))
        # What is asked first stands right above its buttons; all of it can be read below.
        parts = [said, how_to_answer(first), first.label] if first else [said, asked, how_to_answer(None)]
        more = "\n".join([_("All that is asked:"), asked]) if first and asked else ""
        return Letter(
            title(activity, post), "\n\n".join(parts), buttons(person, rollcall, organisation, first), answering(), more
        )

    def mailbox_letter(self, activity: Activity, organisation: Organisation, post: Post | None) -> Letter:
        """The same for whoever is on duty, without a link that answers; NotForThem once somebody has answered."""
        post = check_open(post)
        if not unanswered(post.rollcall).filter(pk=organisation.pk).exists():
            raise NotForThem("has answered already")
        sign_in = _("Whoever may speak for you answers on the page, after signing in.")
        asked = "\n".join(questions(post.rollcall))
        lead = "\n\n".join([why(activity, post.rollcall, organisation), asked, sign_in])
        return Letter(title(activity, post), lead, [Button(_("Open the question"), post.get_absolute_url())])


def told_by(activity: Activity, rollcall: RollCall) -> QuerySet[Organisation]:
    """Those who are asked and see it since this act: not all, where a second person has yet to make it public."""
    return asked_by(rollcall).filter(first_seen_by(activity, rollcall.post.space_id))


def title(activity: Activity, post: Post) -> str:
    """The subject."""
    words = {"asker": post.organisation.plate, "title": post}
    if activity.verb == REMINDED:
        return _("Reminder: %(asker)s waits for your answer: %(title)s") % words
    return _("%(asker)s asks all cities: %(title)s") % words


def why(activity: Activity, rollcall: RollCall, organisation: Organisation) -> str:
    """Who asks whom, and until when."""
    words = {
        "asker": rollcall.post.organisation, "organisation": organisation, "n": rollcall.asked,
        "until": long_time(rollcall.deadline),
    }  # fmt: skip
    if activity.verb == REMINDED:
        return _("%(asker)s needs the answer of %(organisation)s by %(until)s.") % words
    said = ngettext(
        "%(asker)s asks %(n)s organisation: %(organisation)s. The answer is needed by %(until)s.",
        "%(asker)s asks %(n)s organisations, among them %(organisation)s. Answers are needed by %(until)s.",
        rollcall.asked,
    )
    return said % words


def questions(rollcall: RollCall, first: Asked | None = None) -> list[str]:
    """All that is asked, numbered, so that a mail can be answered in words; nothing where its buttons ask it all."""
    asked = [one for one in asked_in(rollcall) if not one.archived]
    if len(asked) == 1:
        return [question(asked[0])] if first is None else []
    return [f"{number}. {question(one)}" for number, one in enumerate(asked, start=1)]


def question(asked: Asked) -> str:
    """One question, with what can be chosen or the unit of the number."""
    among = " / ".join(str(option.label) for option in asked.options) or asked.unit
    return f"{asked.label} ({among})" if among else asked.label


def how_to_answer(first: Asked | None) -> str:
    """What the buttons do."""
    if first is not None:
        return _("Choose below what is true for you, then confirm on the page that opens. You need not sign in.")
    return _("The button below opens the form. You need not sign in.")


def answering() -> str:
    """What becomes of an answer by mail; shown to those only who may answer so."""
    return _(
        "Or simply answer this mail in your own words, such as: yes, since Monday, 3 hotels. "
        "We show you what we understood; it counts when you confirm."
    )


def correcting() -> str:
    """What becomes of an answer to a mail that shows one already: "yes, that is right" confirms nothing."""
    return _("To correct it you can also answer this mail with your whole answer. It counts when you confirm it.")


def first_choice(rollcall: RollCall) -> Asked | None:
    """The first thing that is asked of which one option is chosen, if a mail can show all of them."""
    asked = first_chosen(asked_in(rollcall))
    return asked if asked is not None and len(asked.options) <= MOST_BUTTONS else None


def buttons(person: Person, rollcall: RollCall, organisation: Organisation, first: Asked | None) -> list[Button]:
    """One for each option, else one that opens the form. Opening never answers."""
    if first is None:
        return [Button(_("Answer"), answer_path(person, rollcall, organisation))]
    return [
        Button(str(option.label), answer_path(person, rollcall, organisation, option.id)) for option in first.options
    ]


asked = AskedTeller()
