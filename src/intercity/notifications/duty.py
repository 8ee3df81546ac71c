"""Mail to the duty mailbox of an organisation: read by whoever is on duty there, without an account."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from intercity.notifications.exercises import is_exercise
from intercity.notifications.mail import compose, headers, mail_context, told
from intercity.notifications.models import Delivery
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.telling import MailboxTeller, NotForThem


def build_duty_mail(delivery: Delivery, organisation: Organisation) -> EmailMessage:
    """The mail to the address that the organisation names now; NotForThem when there is none, or it is settled."""
    teller, activity = told(delivery)
    if not isinstance(teller, MailboxTeller) or not organisation.duty_email:
        raise NotForThem("no duty mailbox any more")
    viewer = member_of(organisation)
    post = post_for(viewer, delivery.post_uid) if delivery.post_uid else None
    with translation.override(language_of(organisation)):
        letter = teller.mailbox_letter(activity, organisation, post)
        context = mail_context(viewer, letter, post, invented=is_exercise(activity, post))
        extra = headers(delivery, post, context)
        return compose(delivery, organisation.duty_email, context["subject"], context, extra)


def member_of(organisation: Organisation) -> Viewer:
    """Who sees what every member of the organisation sees, and may do nothing."""
    return Viewer(None, (Membership(organisation=organisation),))


def post_for(viewer: Viewer, uid: str) -> Post:
    """The post with what a mail shows of it; NotForThem when members of the organisation may not see it any more."""
    posts = Post.objects.visible_to(viewer).select_related("root", "parent", "organisation", "author", "space")
    post = posts.filter(uid=uid).first()
    if post is None:
        raise NotForThem("may not see it any more")
    return post


def language_of(organisation: Organisation) -> str:
    """The first language of the organisation that the pages have, else the installation's."""
    known = dict(settings.LANGUAGES)
    return next((code for code in organisation.languages if code in known), settings.LANGUAGE_CODE)
