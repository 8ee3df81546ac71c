"""Answer a mail of the demo's mailbox, by the same way as mail from outside comes in."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.demo.models import DemoMail
from intercity.mailbox.models import Incoming
from intercity.mailbox.receiving import accept
from intercity.mailbox.settling import try_to_settle
from intercity.posts.forms import BODY_LENGTH


class ReplyForm(forms.Form):
    """What somebody writes above the quoted mail."""

    words = forms.CharField(
        label=_("Your answer"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )


def send_reply(mail: DemoMail, words: str) -> Incoming:
    """Answer `mail` as its recipient, and give what became of the answer.

    It is settled when this returns, as far as that can be done now. Raises RefusedMailError where it is not taken.
    """
    raw = written_reply(mail, words).as_bytes()
    (row,) = accept(raw, [mail.reply_to], mail.recipient)
    try_to_settle(row)
    row.refresh_from_db()
    return row


def written_reply(mail: DemoMail, words: str) -> EmailMessage:
    """The answer as a mail program writes it: to the address for answers, with the whole mail quoted below."""
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = mail.recipient, mail.reply_to, f"Re: {mail.subject}"
    answer["Date"] = formatdate()
    answer["Message-ID"] = make_msgid(domain=mail.recipient.rpartition("@")[2])
    if original := mail.headers.get("Message-ID"):
        answer["In-Reply-To"] = original
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    answer.set_content(f"{words}\n\nOn {mail.sent_at:%d %B %Y}, {mail.sender} wrote:\n{quoted}\n")
    return answer
