"""What happens to a mail that was taken in: published, read as an answer, held for a colleague, returned, dropped."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone, translation

from intercity.activity.record import record
from intercity.core.invitations import InvitationReply
from intercity.mailbox.deciding import (
    NotPublishedError,
    Wish,
    answered_post,
    wish_of_invitation,
    wish_of_news,
    wish_of_reply,
)
from intercity.mailbox.models import Approval, Held, Incoming, Outcome, Reason
from intercity.mailbox.reading.mail import Context, Mail, read_mail
from intercity.mailbox.reading.nature import Nature
from intercity.mailbox.reading.parts import File
from intercity.mailbox.sensitive import needs_a_look
from intercity.notifications.addresses import read_bounce, read_reply, read_space
from intercity.notifications.models import mail_host
from intercity.organisations.models import Person
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.forms import usual_language
from intercity.posts.models import Post
from intercity.posts.replying import invitation_reader_of, reader_of
from intercity.posts.uploads.receiving import MOST_FILES
from intercity.posts.uploads.storing import store
from intercity.posts.uploads.types import BadFileError

logger = logging.getLogger("intercity.mail")

COMMENT, NEWS = "comment", "update"
MOST_ATTEMPTS = 5
# How long after its arrival the clock tries the second time, the third, and so on: what is broken is often mended soon.
PAUSES = (timedelta(0), timedelta(0), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1))
# Whoever is answered too often has a machine that answers.
MOST_RETURNS = 5
DAY = timedelta(days=1)


class SettledElsewhereError(Exception):
    """Another process has settled the same mail in this moment."""


def settle(incoming: Incoming) -> None:
    """Read a waiting mail and do what is right with it. Free to be killed at any line, and to run beside itself.

    Only the database's own errors and what broke its readers come out; a mail that does so five times is marked as
    failed, and a proven sender hears that it was not published.
    """
    if not begin(incoming):
        return
    mail = read_mail(bytes(incoming.raw), context_of(incoming))
    try:
        do_what_it_says(incoming, mail)
    except NotPublishedError as error:
        refuse(incoming, mail, error.reason, error.person)
    except SettledElsewhereError:
        return


def begin(incoming: Incoming) -> bool:
    """Count the attempt before anything can go wrong; False when there is nothing (more) to do."""
    rows = Incoming.objects.filter(pk=incoming.pk, outcome=Outcome.WAITING)
    incoming.attempts += 1
    if incoming.attempts > MOST_ATTEMPTS:
        with suppress(SettledElsewhereError):
            due = timezone.now() if may_return(incoming) else None
            finish(incoming, Outcome.FAILED, Reason.DAMAGED, return_due=due)
        return False
    return rows.update(attempts=incoming.attempts) == 1


def context_of(incoming: Incoming) -> Context:
    """What the installation knows."""
    ours = frozenset({settings.MAIL_IN_DOMAIN.lower(), mail_host().lower()} - {""})
    return Context(settings.MAIL_IN_AUTHSERV, ours, incoming.envelope_sender)


def do_what_it_says(incoming: Incoming, mail: Mail) -> None:
    """Publish or hold it, or note what machine wrote it. Raises NotPublishedError."""
    delivery = read_bounce(incoming.recipient)
    if delivery is not None or mail.nature is Nature.BOUNCE:
        bounced = mail.nature is Nature.BOUNCE
        finish(incoming, Outcome.BOUNCE if bounced else Outcome.AUTOMATIC, delivery_uid=delivery or "")
        return
    if mail.invitation is not None and is_invitation_taken(incoming, mail, mail.invitation):
        return
    if mail.nature is not Nature.PERSON:
        finish(incoming, Outcome.AUTOMATIC, Reason.MACHINE)
        return
    wish = wish_for(incoming.recipient, mail)
    waits = Approval.objects.filter(organisation=wish.organisation).exists() or needs_a_look(wish)
    if wish.parent is not None and is_taken(incoming, wish, wish.parent, len(mail.files), waits=waits):
        return
    if waits:
        hold(incoming, wish, [file.name for file in mail.files[:MOST_FILES]])
    else:
        publish_wish(incoming, wish, mail.files)


def wish_for(recipient: str, mail: Mail) -> Wish:
    """What the mail asks for at this address; NotPublishedError for an address that is ours no more."""
    reply = read_reply(recipient)
    if reply is not None:
        return wish_of_reply(mail, reply)
    slug = read_space(recipient)
    if slug is None:
        raise NotPublishedError(Reason.NO_SPACE)
    return wish_of_news(mail, slug)


def is_taken(incoming: Incoming, wish: Wish, parent: Post, files: int, *, waits: bool) -> bool:
    """Whether a reader of replies has taken it, and settled the mail in the same transaction; `files` are left out.

    No reader that publishes gets what `waits` for a colleague's look.
    """
    reader = reader_of(parent)
    if reader is None or (waits and reader.publishes):
        return False
    incoming.left_out = files
    try:
        taken = reader.take(wish.viewer, parent, wish.body, partial(settle_along, incoming, wish, Outcome.READ))
    except PermissionDenied as error:
        raise NotPublishedError(Reason.CLOSED, wish.person) from error
    if not taken:
        incoming.left_out = 0
    return taken


def is_invitation_taken(incoming: Incoming, mail: Mail, reply: InvitationReply) -> bool:
    """As `is_taken`, for what a calendar program answers; the same is asked of its sender as of any other answer.

    False, without a look at who wrote it, where nobody was invited: that is a machine's mail like others.
    """
    to = read_reply(incoming.recipient)
    post = Post.objects.filter(uid=to.post_uid).first() if to is not None else None
    reader = invitation_reader_of(post) if post is not None else None
    if to is None or reader is None:
        return False
    wish = wish_of_invitation(mail, to, reply)
    assert wish.parent is not None
    try:
        return reader.take(wish.viewer, wish.parent, reply, partial(settle_along, incoming, wish, Outcome.READ))
    except PermissionDenied as error:
        raise NotPublishedError(Reason.CLOSED, wish.person) from error


def publish_wish(incoming: Incoming, wish: Wish, files: Sequence[File]) -> Post:
    """Publish, and settle the mail in the same transaction."""
    kept = keep_files(files, wish.person)
    content = PostContent(
        uid=incoming.uid, title=wish.title, body=wish.body, label=wish.label, language=usual_language(wish.viewer),
        attachments=kept,
    )  # fmt: skip
    incoming.left_out = len(files) - len(kept)
    along = partial(settle_along, incoming, wish)
    try:
        return do_publish(
            wish.space, COMMENT if wish.parent else NEWS, content, wish.organisation, wish.person,
            parent=wish.parent, along=along,
        )  # fmt: skip
    except PermissionDenied as error:
        raise NotPublishedError(Reason.CLOSED, wish.person) from error


def settle_along(incoming: Incoming, wish: Wish, outcome: Outcome = Outcome.POSTED) -> None:
    """Inside the transaction that publishes: nobody else has settled it, and what is answered is as it was."""
    finish(incoming, outcome, person=wish.person, post_uid=incoming.uid if outcome == Outcome.POSTED else "")
    if wish.parent is None:
        return
    was = wish.parent.thread_root
    # Locked, so that nobody narrows the conversation between this look and the end of the transaction.
    same = Post.objects.select_for_update(of=("self",), no_key=True).filter(pk=was.pk).first()
    if same is None or same.label != was.label or answered_post(wish.viewer, wish.parent.uid) is None:
        raise NotPublishedError(Reason.NOT_VISIBLE, wish.person)


def keep_files(files: Sequence[File], person: Person) -> list[str]:
    """Keep what passes the checks of every upload; gives the uids. What does not is left out."""
    kept: list[str] = []
    for file in files[:MOST_FILES]:
        try:
            kept.append(store(SimpleUploadedFile(file.name or "file", file.content), person).uid)
        except BadFileError:
            continue
    return kept


@transaction.atomic
def hold(incoming: Incoming, wish: Wish, names: Sequence[str] = ()) -> None:
    """Keep the words, and the `names` of the files, until a colleague has looked; recorded so that they hear of it."""
    finish(incoming, Outcome.HELD, person=wish.person)
    Held.objects.create(
        incoming=incoming, person=wish.person, organisation=wish.organisation, space=wish.space, parent=wish.parent,
        title=wish.title, body=wish.body, label=wish.label, files=[one_line(name) for name in names],
    )  # fmt: skip
    root = wish.parent.thread_root if wish.parent else None
    record(
        "mail.held", person_uid=wish.person.uid, organisation_uid=wish.organisation.uid, space_uid=wish.space.uid,
        post_uid=wish.parent.uid if wish.parent else "", root_uid=root.uid if root else "",
        data={"incoming": incoming.uid},
    )  # fmt: skip


def one_line(name: str) -> str:
    """A name as databases take it."""
    return "".join(char for char in name if char.isprintable()) or "file"


def refuse(incoming: Incoming, mail: Mail, reason: Reason, person: Person | None) -> None:
    """Return it to its sender where DMARC passes, or drop it: nobody gets mail because somebody forged their name."""
    returned = may_return(incoming)
    outcome = Outcome.RETURNED if returned else Outcome.DROPPED
    with suppress(SettledElsewhereError):
        finish(incoming, outcome, reason, person=person, return_due=timezone.now() if returned else None)


def may_return(incoming: Incoming) -> bool:
    """Whether a proven sender may hear why, and has not heard too often today."""
    lately = Incoming.objects.filter(
        sender=incoming.sender, outcome__in=(Outcome.RETURNED, Outcome.FAILED), settled_at__gt=timezone.now() - DAY
    )
    return incoming.proven and bool(incoming.sender) and lately.count() < MOST_RETURNS


def finish(incoming: Incoming, outcome: Outcome, reason: Reason = Reason.NONE, **fields: object) -> None:
    """Write the outcome, once. Raises SettledElsewhereError if it has one already."""
    # What a person may miss is kept a while, what waits for a colleague until it is decided.
    keeps = outcome in (Outcome.HELD, Outcome.DROPPED, Outcome.FAILED)
    emptied: dict[str, object] = {} if keeps else {"raw": b""}
    changed = Incoming.objects.filter(pk=incoming.pk, outcome=Outcome.WAITING).update(
        outcome=outcome, reason=reason, left_out=incoming.left_out,
        settled_at=timezone.now(), **emptied, **fields,
    )  # fmt: skip
    if not changed:
        raise SettledElsewhereError
    incoming.outcome, incoming.reason = outcome, reason


def settle_waiting(now: datetime) -> int:
    """Settle what waits, the oldest first: what a killed process left behind. Gives how many. A job of the clock.

    What failed is tried again after growing pauses, so that a full disk of some minutes costs no mail.
    """
    due = Q(attempts__gte=MOST_ATTEMPTS)
    for attempts, pause in enumerate(PAUSES):
        due |= Q(attempts=attempts, received_at__lte=now - pause)
    waiting = Incoming.objects.filter(due, outcome=Outcome.WAITING).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True)[:100])
    for key in keys:
        row = Incoming.objects.filter(pk=key).first()
        if row is not None:
            try_to_settle(row)
    return len(keys)


def try_to_settle(incoming: Incoming) -> None:
    """As `settle`, in the language of the installation; one that fails is noted, and tried again by the clock."""
    try:
        with translation.override(settings.LANGUAGE_CODE):
            settle(incoming)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("mail %s could not be settled (try %s)", incoming.uid, incoming.attempts)
