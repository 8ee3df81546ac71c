"""Sends what is due."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError

from intercity.notifications.digest.mail import build_digest
from intercity.notifications.leasing import PAUSES, Batch, finish, lease_digest, lease_next, put_back
from intercity.notifications.letters import build_letter
from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.notifications.push.sending import send_push
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem

logger = logging.getLogger("intercity.mail")

# One round uses one connection to the mail server; then the worker looks at the record again.
ROUND = 20
ROUND_SECONDS = 10.0


def deliver_due(stopping: Callable[[], bool] = lambda: False) -> int:
    """Send up to a round of due deliveries and give how many were taken; looks at `stopping` between two.

    Every failure is written to its row and tried again later, also what a server calls permanent: a wrongly
    set relay refuses everything with the same codes. A server that does not answer ends the round. Only the
    database's own errors come out.
    """
    connection, until = get_connection(), time.monotonic() + ROUND_SECONDS
    taken, answers = 0, True
    try:
        while answers and taken < ROUND and time.monotonic() < until and not stopping():
            if (delivery := lease_next() or lease_digest()) is None:
                break
            taken += 1
            answers = deliver(delivery, connection)
    finally:
        close(connection)
    return taken


def deliver_digests(now: datetime) -> int:
    """Send every digest that is due at `now`; gives how many were taken. Errors as in `deliver_due`."""
    connection, taken, answers = get_connection(), 0, True
    try:
        while answers and (batch := lease_digest(now)) is not None:
            taken += 1
            answers = deliver(batch, connection)
    finally:
        close(connection)
    return taken


def deliver(delivery: Delivery | Batch, connection: BaseEmailBackend) -> bool:
    """Send one leased delivery or digest, or drop it if its reader may not or need not read it any more.

    False when the mail server does not answer, so that going on makes no sense now.
    """
    if delivery.attempts > len(PAUSES) + 1:
        finish(delivery, DeliveryState.FAILED, delivery.last_error or "its worker died each time")
        return True
    try:
        send(delivery, connection)
        finish(delivery, DeliveryState.SENT)
    except NotForThem as reason:
        finish(delivery, DeliveryState.DROPPED, str(reason))
    except DatabaseError:
        raise
    except Exception as error:
        if isinstance(error, ObjectDoesNotExist) and is_removed(delivery):
            finish(delivery, DeliveryState.DROPPED, "was removed meanwhile")
            return True
        put_off(delivery, connection, error)
        return not is_silence(error)
    return True


def send(delivery: Delivery | Batch, connection: BaseEmailBackend) -> None:
    """Ask once more whether it may go, and hand it to the mail server, or a message to the push services.

    Raises NotForThem and what the server says.
    """
    if isinstance(delivery, Delivery) and delivery.channel == Channel.PUSH and delivery.person is not None:
        send_push(delivery, delivery.person)
        return
    mail = build_digest(delivery) if isinstance(delivery, Batch) else build_letter(delivery)
    mail.connection = connection
    connection.open()
    mail.send()


def is_removed(delivery: Delivery | Batch) -> bool:
    """Whether what one mail or message is about is no longer there. A digest is made anew of what is left."""
    about = delivery.post_uid if isinstance(delivery, Delivery) else ""
    return bool(about) and not Post.objects.filter(uid=about).exists()


def is_silence(error: Exception) -> bool:
    """Whether the server did not answer at all, rather than refuse this one mail."""
    return isinstance(error, OSError) and not isinstance(error, SMTPResponseException | SMTPRecipientsRefused)


def put_off(delivery: Delivery | Batch, connection: BaseEmailBackend, error: Exception) -> None:
    """Put it back for a later try, and close the connection, which may be in any state now."""
    ours = not isinstance(error, OSError)
    logger.warning("%s was not sent (try %s): %s", delivery.uid, delivery.attempts, error, exc_info=ours)
    put_back(delivery, f"{type(error).__name__}: {error}")
    close(connection)


def close(connection: BaseEmailBackend) -> None:
    """End the connection; a server that does not listen to the goodbye has the mail all the same."""
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.info("the mail server did not take leave")
