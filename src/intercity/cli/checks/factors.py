"""Second factors: whether the apps and recovery codes of people can still be checked."""

from __future__ import annotations

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.cli.checks.finding import Finding, ok, problem, unknown
from intercity.organisations.sealing import unreadable


def check_factors() -> list[Finding]:
    """One line: they are sealed with the secret, so another secret loses them."""
    try:
        count = len(unreadable())
    except DatabaseError:
        return [unknown("factors", _("The database does not give the second factors."))]
    if not count:
        return [ok("factors", _("Apps and recovery codes can be checked."))]
    text = ngettext(
        "The app or codes of %(count)s person cannot be checked: SECRET_KEY is another one than before. Put the old "
        "one back, or run: intercity factors ADDRESS",
        "The apps or codes of %(count)s people cannot be checked: SECRET_KEY is another one than before. Put the old "
        "one back, or run for each: intercity factors ADDRESS",
        count,
    )
    return [problem("factors", text % {"count": count})]
