"""Tell the sender of a mail that was not published why. Only senders whose domain stands by them hear of it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intercity.mailbox.deciding import answered_post
from intercity.mailbox.models import Incoming, Reason
from intercity.notifications.addresses import read_reply, read_space
from intercity.notifications.links import absolute
from intercity.notifications.models import mail_host
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.spaces.agreeing import lacks_agreement, may_come_in, sentence
from intercity.spaces.models import Space

logger = logging.getLogger("intercity.mail")
MOST_TRIES = 8


def send_returns(now: datetime) -> int:
    """Send the returns that are due; gives how many. A job of the clock: killed between sending and noting, it sends
    the same mail with the same Message-ID once more.
    """
    due = Incoming.objects.filter(return_due__lte=now).defer("raw").select_related("person").order_by("pk")[:50]
    return sum(send_return(row) for row in list(due))


def send_return(incoming: Incoming) -> bool:
    """Send one; a mail server that is away is tried again after growing pauses. False when another process has it."""
    tries = incoming.return_tries + 1
    again = timezone.now() + timedelta(minutes=2**tries) if tries < MOST_TRIES else None
    mine = Incoming.objects.filter(pk=incoming.pk, return_tries=incoming.return_tries, return_due__isnull=False)
    if not mine.update(return_tries=tries, return_due=again):
        return False
    try:
        build_return(incoming).send()
    except OSError:
        logger.warning("the return of mail %s was not sent (try %s)", incoming.uid, tries)
        return True
    Incoming.objects.filter(pk=incoming.pk).update(return_due=None)
    return True


def page_of(incoming: Incoming) -> str:
    """Where the sender can do it instead: the page of what is answered where they see it, but no mail can answer it."""
    if is_of_suspended(incoming):
        return reverse("moderation_own")
    to = read_reply(incoming.recipient) if incoming.reason == Reason.NARROW else None
    post = Post.objects.select_related("root").filter(uid=to.post_uid).first() if to else None
    return post.get_absolute_url() if post is not None else "/"


def agreement_of(incoming: Incoming) -> Space | None:
    """The space whose exchange agreement the sender's lead accepts first, where that kept the mail from being
    published.
    """
    if incoming.person is None or incoming.reason not in (Reason.CLOSED, Reason.NO_SPACE):
        return None
    viewer, to = viewer_for(incoming.person), read_reply(incoming.recipient)
    space = Space.objects.visible_to(viewer).filter(slug=read_space(incoming.recipient) or "").first()
    if to is not None:
        space = getattr(answered_post(viewer, to.post_uid), "space", None)
    if space is None or viewer.organisation is None or not lacks_agreement(viewer, space):
        return None
    return space if may_come_in(space, viewer.organisation) else None


def is_of_suspended(incoming: Incoming) -> bool:
    """Whether it was not published because its writer is suspended."""
    person = incoming.person
    return incoming.reason == Reason.MAY_NOT_SPEAK and person is not None and person.is_suspended


def reason_of(incoming: Incoming) -> str:
    """Why it was not published, in the language in use now."""
    if incoming.person is None or not is_of_suspended(incoming):
        return str(Reason(incoming.reason).label)
    day = date_format(timezone.localtime(incoming.person.suspended_until), "DATE_FORMAT")
    return _("Moderators have suspended you. Until the end of %(day)s you can write nothing.") % {"day": day}


def build_return(incoming: Incoming) -> EmailMessage:
    """The mail with the reason, in the person's language; to the proven sender and nobody else."""
    known = {code for code, _name in settings.LANGUAGES}
    language = incoming.person.language if incoming.person else ""
    with translation.override(language if language in known else settings.LANGUAGE_CODE):
        space = agreement_of(incoming)
        page = reverse("space_agreement", args=[space.slug]) if space is not None else page_of(incoming)
        context = {
            "reason": reason_of(incoming) if space is None else sentence(),
            "url": absolute(page), "at": incoming.received_at,
            "closed": space is None and incoming.reason == Reason.CLOSED, "agreement": space,
            "suspended": is_of_suspended(incoming),
        }  # fmt: skip
        answered = f"<{incoming.message_id}>" if incoming.message_id else ""
        headers = {
            "Message-ID": f"<{incoming.uid}@{mail_host()}>", "Auto-Submitted": "auto-replied",
            "X-Auto-Response-Suppress": "All", "X-Loop": settings.MAIL_IN_DOMAIN,
            **({"In-Reply-To": answered, "References": answered} if answered.isascii() and answered else {}),
        }  # fmt: skip
        body = render_to_string("mailbox/return.txt", context)
        return EmailMessage(_("Your mail was not published"), body, to=[incoming.sender], headers=headers)
