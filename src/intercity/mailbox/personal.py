"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("mailbox.Alias.person", _("Other addresses that you write from"), "mail", Erase.DELETE),
    Personal("mailbox.Alias.address", _("Other addresses that you write from"), "mail", Erase.DELETE),
    Personal("mailbox.Incoming.person", _("Mails that you sent us"), "mail", Erase.DELETE, "mails"),
    Personal("mailbox.Incoming.sender", _("Who sent a mail"), "mail", Erase.DELETE, "mails"),
    Personal("mailbox.Incoming.envelope_sender", _("Who sent a mail"), "mail", Erase.DELETE, "mails"),
    Personal("mailbox.Incoming.raw", _("What a mail says"), "mail", Erase.REPLACE, "doubtful_mails"),
    Personal("mailbox.Held.person", _("Mails of yours that wait for a colleague"), "mail", Erase.DELETE, "mails"),
    Personal("mailbox.Held.decided_by", _("Mails that you looked at"), "mail", Erase.BLANK, "mails", whole=False),
)
