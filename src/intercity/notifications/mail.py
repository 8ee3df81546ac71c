"""The one mail for whatever a teller tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.core.days import city_of, moment_words
from intercity.core.text import header_line
from intercity.notifications.addresses import bounce_address, reply_address
from intercity.notifications.choices import choice_of
from intercity.notifications.exercises import is_exercise, marked
from intercity.notifications.links import absolute, unsubscribe_url
from intercity.notifications.models import By, Delivery
from intercity.notifications.seeing import get_post_to_tell, viewer_to_tell
from intercity.notifications.threading import message_ids, thread_headers
from intercity.notifications.times import zone_of
from intercity.organisations.models import Person
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.telling import CalendarFile, Event, Letter, NotForThem, Pace, Teller, all_tellers
from intercity.spaces.models import Label

LONGEST_SUBJECT = 140
FULL_TEXT_LABELS = (Label.CLEAR, Label.GREEN)


def build_mail(delivery: Delivery, person: Person) -> EmailMultiAlternatives:
    """The mail of `delivery` in its person's language and time; NotForThem when it may not go (any more)."""
    teller, activity = told(delivery)
    check_wanted(person, teller.event)
    event, uid = teller.event, delivery.post_uid
    viewer = viewer_to_tell(person, event)
    post = get_post_to_tell(viewer, uid, is_receipt=event.is_receipt) if uid else None
    with speaking_to(person):
        letter = teller.letter(activity, person, post)
        context = {
            **mail_context(viewer, letter, post, invented=is_exercise(activity, post)),
            "unsubscribe_url": "" if event.is_receipt else unsubscribe_url(person, event.name, thread_of(post)),
            "hearing_url": absolute(reverse("hearing")),
            "reply_to": answer_address(viewer, person, post) if post is not None and letter.by_mail else "",
        }
        mail = compose(delivery, person.email, context["subject"], context, headers(delivery, post, context))
        attach_calendar(mail, letter.calendar if may_travel(post) else letter.bare_calendar)
        return mail


def told(delivery: Delivery) -> tuple[Teller, Activity]:
    """Who tells it, and of which act; NotForThem when the room or the act is gone."""
    teller = all_tellers().get(delivery.teller)
    activity = Activity.objects.filter(pk=delivery.activity_id).first()
    if teller is None or activity is None:
        raise NotForThem("nobody tells this any more")
    return teller, activity


def check_wanted(person: Person, event: Event) -> None:
    """NotForThem when the person wants no mail about such events any more."""
    choice = choice_of(person, event)
    if choice.pace == Pace.NEVER or choice.by != By.MAIL:
        raise NotForThem("wants no mail about it")


def answer_address(viewer: Viewer, person: Person, post: Post) -> str:
    """Where the person answers the post by mail; "" for who may not answer there: their mail would be turned down.

    Nor where no words travel: an answer by mail would carry them. Nor to whoever asked without their city's name:
    mails are signed.
    """
    if veils.is_mine(viewer, post.thread_root):
        return ""
    answers = may_travel(post) and may(viewer, "post.comment", post.thread_root)
    return reply_address(person, post) if answers else ""


def thread_of(post: Post | None) -> Post | None:
    """The conversation that an answer stands in; what begins one is not told because of the conversation."""
    return post.root if post is not None else None


@contextmanager
def speaking_to(person: Person) -> Iterator[None]:
    """The person's language and time zone, or the installation's where they chose none or an unknown one."""
    known = dict(settings.LANGUAGES)
    language = person.language if person.language in known else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_of(person)):
        yield


def mail_context(viewer: Viewer, letter: Letter, post: Post | None, *, invented: bool) -> dict[str, Any]:
    """What the templates show of letter and post; `invented` for what belongs to an exercise."""
    return {
        "language": translation.get_language(),
        "subject": subject(letter, post, invented=invented),
        "invented": invented,
        "lead": lead(letter, post),
        "more": letter.more if may_travel(post) else "",
        "answering": letter.answering,
        "buttons": [(button.label, absolute(button.path)) for button in letter.buttons] if may_travel(post) else [],
        "post": post,
        "full": may_travel(post),
        **(post_context(viewer, post) if post is not None else {}),
    }


def post_context(viewer: Viewer, post: Post) -> dict[str, Any]:
    """What the templates show of the post alone. Names of people only for those who may see them."""
    names_people = may(viewer, "organisation.see_people", post.organisation)
    named = [str(post.author)] if names_people and post.author else []
    return {
        "root": post.thread_root,
        "who": ", ".join([*named, post.organisation.name]),
        "at": local_time(post.published_at),
        "url": absolute(post.get_absolute_url()),
        "html": whole_links(post.html),
    }


def whole_links(html: str) -> SafeString:
    """Sanitised HTML of a post with the links to pages of ours as mail needs them."""
    # The sanitiser has been over it, and no attribute but an address begins so.
    return mark_safe(html.replace('href="/', f'href="{settings.PUBLIC_URL}/'))


def may_travel(post: Post | None) -> bool:
    """Whether a post's words may leave the house; of narrower labels only a link does.

    An answer's mail names its conversation too, which may have been narrowed in the moment in which it was answered.
    """
    return post is None or all(each.label in FULL_TEXT_LABELS for each in (post, post.thread_root))


def local_time(at: datetime) -> str:
    """Date and time in the active language and time zone, and the city whose time it is."""
    return moment_words(timezone.localtime(at), "d MMM yyyy, HH:mm (VVV)")


def long_time(at: datetime) -> str:
    """The same for a moment that must not be missed: `Friday 27 November, 12:49 (Berlin time)`. The year stands there
    only where it is another one.
    """
    local = timezone.localtime(at)
    year = "" if local.year == timezone.localtime().year else " yyyy"
    moment = moment_words(local, f"EEEE d MMMM{year}, HH:mm")
    return _("%(moment)s (%(city)s time)") % {"moment": moment, "city": city_of(timezone.get_current_timezone())}


def subject(letter: Letter, post: Post | None, *, invented: bool) -> str:
    """The letter's, marked in an exercise; one that tells nothing where the label lets no text travel."""
    if post is None or may_travel(post):
        line = letter.subject
    else:
        line = _("Something new in %(space)s") % {"space": post.space.name}
    return marked(header_line(line, LONGEST_SUBJECT), invented=invented)


def lead(letter: Letter, post: Post | None) -> str:
    """Why it comes; nothing of it where the label lets no text travel, for it may name the post."""
    return letter.lead if may_travel(post) else _("There is something new for you. Its text is not sent by mail.")


def sender(post: Post | None) -> str:
    """`City of Torino via Intercity <no-reply@…>`: who speaks, if that may be said, from an address that is ours."""
    if post is None or not may_travel(post):
        return settings.DEFAULT_FROM_EMAIL
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name = _("%(organisation)s via Intercity") % {"organisation": header_line(post.organisation.name)}
    return formataddr((name, address), "utf-8")


def headers(delivery: Delivery, post: Post | None, context: Mapping[str, Any]) -> dict[str, str]:
    """Headers that let mail programs thread, filter, answer and unsubscribe (RFC 2919, 3834, 8058).

    `Precedence` is left out: it never was a standard, and Auto-Submitted says the same.
    """
    unsubscribe, reply_to = context.get("unsubscribe_url"), context.get("reply_to")
    stop = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {
        "From": sender(post),
        **(thread_headers(post, message_ids(delivery, post)) if post is not None else {}),
        **(stop if unsubscribe else {}),
        **({"Reply-To": reply_to} if reply_to else {}),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }


def compose(
    delivery: Delivery,
    address: str,
    title: str,
    context: Mapping[str, Any],
    extra: dict[str, str],
    template: str = "notifications/letter",
) -> EmailMultiAlternatives:
    """The mail to `address` in text and HTML, from a template for each.

    Its envelope names who hears of it when it cannot be delivered.
    """
    mail = EmailMultiAlternatives(
        subject=title,
        body=render_to_string(f"{template}.txt", context),
        from_email=bounce_address(delivery) or settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers=extra,
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return mail


def attach_calendar(mail: EmailMultiAlternatives, calendar: CalendarFile | None) -> None:
    """Put it in twice: as an alternative, which Outlook and Google take for an invitation, and as a file for others."""
    if calendar is None:
        return
    mail.attach_alternative(calendar.data.decode(), f"text/calendar; method={calendar.method}")
    mail.attach("invitation.ics", calendar.data, "application/ics")
