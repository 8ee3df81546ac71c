"""Sends sign-in codes outside the request: a slow mail server must not hold one of the few web threads.

A code that is lost because its process died in that second is asked for again. Every other mail is a row in the
database that the worker sends.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from django.core.mail import EmailMessage
from django.db import connections

LOG = logging.getLogger(__name__)
CODES = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-codes")


def send_soon(message: EmailMessage) -> None:
    """Send one urgent mail (a sign-in code) at once, without waiting for it."""
    CODES.submit(send, message)


def send(message: EmailMessage) -> None:
    """Send now; a mail that fails is logged."""
    try:
        message.send()
    except Exception:
        # The recipient's address stays out of the log.
        LOG.exception("A mail could not be sent: %s", message.subject)
    connections.close_all()


def wait_until_sent() -> None:
    """Return when every code queued so far was tried; for tests."""
    CODES.submit(lambda: None).result()
