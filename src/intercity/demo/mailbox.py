"""A mail backend that keeps messages where the demo shows them."""

from __future__ import annotations

from collections.abc import Sequence
from email.header import decode_header, make_header

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from intercity.demo.models import DemoMail

# Shown on the page of a mail: what makes it thread and lets people unsubscribe.
SHOWN_HEADERS = ("Message-ID", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To")


class DemoBackend(BaseEmailBackend):
    """Writes one row per recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages; gives how many."""
        for message in email_messages:
            headers = {name: str(value) for name, value in message.message().items() if name in SHOWN_HEADERS}
            for recipient in message.recipients():
                DemoMail.objects.create(
                    recipient=recipient, sender=shown_sender(message), subject=str(message.subject),
                    text=str(message.body), headers=headers,
                )  # fmt: skip
        return len(email_messages)


def shown_sender(message: EmailMessage) -> str:
    """Whom mail programs show as the sender: the header, where the envelope names another address for bounces."""
    header = str(message.extra_headers.get("From", message.from_email))
    return str(make_header(decode_header(header)))[:254]
