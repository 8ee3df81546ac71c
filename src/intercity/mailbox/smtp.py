"""The receiver: an SMTP or LMTP server for the operator's own mail server to hand mail to."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, connections

from intercity.mailbox.models import Incoming, Outcome
from intercity.mailbox.receiving import RefusedMailError, accept, is_ours
from intercity.mailbox.settling import try_to_settle

T = TypeVar("T")
logger = logging.getLogger("intercity.mail")
MOST_RECIPIENTS = 10
AWAY = "451 4.3.0 Try again later"


class Receiver:
    """Answers an SMTP conversation. A mail is acknowledged once its rows are committed, and settled after that."""

    def __init__(self) -> None:
        self._takers = ThreadPoolExecutor(2, thread_name_prefix="mail-taking")
        # One by one: what was taken waits in the database, and reading must not hold up taking.
        self._settlers = ThreadPoolExecutor(1, thread_name_prefix="mail-settling")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take addresses of ours; LMTP answers for each recipient of a mail, so there one at a time."""
        if not is_ours(address):
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= (1 if isinstance(server, LMTP) else MOST_RECIPIENTS):
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write the mail down and say so; then read it."""
        raw, sender = bytes(envelope.original_content or b""), envelope.mail_from or "<>"
        try:
            rows = await in_thread(self._takers, lambda: accept(raw, envelope.rcpt_tos, sender))
        except RefusedMailError as error:
            return f"{'451 4.7.1' if error.later else '552 5.3.4'} {error}"
        except DatabaseError:
            logger.exception("a mail could not be written down")
            return AWAY
        except Exception:
            logger.exception("a mail could not be taken in")
            return AWAY
        for row in rows:
            self.settle(row.pk)
        return "250 2.0.0 OK, written down"

    def settle(self, key: int) -> None:
        """Settle one mail soon; the worker does it should this process die."""
        self._settlers.submit(with_database, lambda: settle_row(key))

    def close(self) -> None:
        """Finish what is being done now."""
        self._takers.shutdown()
        self._settlers.shutdown(cancel_futures=True)


async def in_thread(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """Run what asks the database beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(pool, with_database, work)


def with_database(work: Callable[[], T]) -> T:
    """Run `work` with a connection of its own: one that nobody needs for hours may be dead when the next mail comes."""
    try:
        return work()
    finally:
        connections.close_all()


def settle_row(key: int) -> None:
    """Settle one that still waits; a database that is away leaves it to the worker."""
    try:
        row = Incoming.objects.filter(pk=key, outcome=Outcome.WAITING).first()
        if row is not None:
            try_to_settle(row)
    except DatabaseError:
        logger.exception("a mail waits for the worker")


def protocol(receiver: Receiver) -> SMTP:
    """One conversation."""
    kind = LMTP if settings.MAIL_IN_LMTP else SMTP
    return kind(
        receiver, data_size_limit=settings.MAIL_IN_LIMIT, enable_SMTPUTF8=True, hostname=settings.MAIL_IN_DOMAIN,
        ident="Intercity", loop=asyncio.get_running_loop(), timeout=120.0,
    )  # fmt: skip


async def serve(host: str, port: int, ready: Callable[[int], object]) -> None:
    """Receive until SIGTERM or SIGINT; `ready` is called with the port once mail is taken. OSError if it is taken."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    receiver = Receiver()
    server = await asyncio.get_running_loop().create_server(lambda: protocol(receiver), host, port)
    ready(server.sockets[0].getsockname()[1])
    await in_thread(receiver._takers, lambda: settle_left(receiver))
    await stop.wait()
    server.close()
    receiver.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(server.wait_closed(), 5)


def settle_left(receiver: Receiver) -> None:
    """What a killed process left behind."""
    with suppress(DatabaseError):
        for key in Incoming.objects.filter(outcome=Outcome.WAITING).order_by("pk").values_list("pk", flat=True)[:1000]:
            receiver.settle(key)
