"""Sends mail outside the request: a slow mail server must not hold one of the few web threads.

Two queues, so that nobody waits for a sign-in code behind hundreds of invitations. What is queued is lost if the
process dies in that second; whoever waits can ask again (a new code, "send again"). Mails about posts have their
own table and worker.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.core.mail import EmailMessage, get_connection
from django.db import connections, transaction

LOG = logging.getLogger(__name__)
CODES = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-codes")
INVITATIONS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-invitations")


def send_soon(message: EmailMessage) -> None:
    """Send one urgent mail (a sign-in code) at once, without waiting for it."""
    CODES.submit(send, [message])


def send_after_commit(messages: Sequence[EmailMessage]) -> None:
    """Send mails once the open transaction is committed, over one connection, without waiting for them."""
    if messages:
        transaction.on_commit(lambda: INVITATIONS.submit(send, list(messages)))


def send(messages: Sequence[EmailMessage]) -> None:
    """Send now; one mail that fails is logged and keeps no other back."""
    mailer = get_connection()
    for message in messages:
        try:
            mailer.send_messages([message])
        except Exception:
            # The recipient's address stays out of the log.
            LOG.exception("A mail could not be sent: %s", message.subject)
    connections.close_all()


def wait_until_sent() -> None:
    """Return when everything queued so far was tried; for commands and tests."""
    for queue in (CODES, INVITATIONS):
        queue.submit(lambda: None).result()
