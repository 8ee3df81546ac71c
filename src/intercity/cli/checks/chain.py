"""The record: whether every row still is as it was written, and none is gone."""

from __future__ import annotations

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.activity.chain import Break, Why, walk
from intercity.cli.checks.finding import Finding, ok, problem, unknown

SENTENCES = {
    Why.CHANGED: gettext_lazy("Act %(id)s of the record was changed."),
    Why.MISSING: gettext_lazy(
        "Act %(id)s of the record does not follow on act %(after)s: acts between them are missing, or it was changed."
    ),
    Why.CUT: gettext_lazy("The record was cut at its end: it ends at act %(after)s, and act %(id)s is missing."),
    Why.ADDED: gettext_lazy("Act %(id)s was added to the record by another program: it should end at act %(after)s."),
    Why.REWRITTEN: gettext_lazy("The record was written anew up to act %(id)s: it ends with another link than it had."),
    Why.VALUE: gettext_lazy("What act %(id)s of the record says about before and after was changed."),
    Why.NO_HEAD: gettext_lazy("The record does not say any more where it ends (it has acts up to %(id)s)."),
}


def check_chain() -> list[Finding]:
    """One line, after a walk over the whole record: some seconds for each hundred thousand acts."""
    try:
        walked = walk()
    except DatabaseError:
        return [unknown("record", _("The database does not give the record of acts."))]
    if walked.broken:
        return [problem("record", f"{sentence(walked.broken)} {advice()}")]
    text = _("The record of %(rows)s acts is whole.")
    return [ok("record", text % {"rows": walked.rows})]


def advice() -> str:
    """What to do about any break."""
    return _("Read docs/audit.md, and compare with a backup, before you repair anything.")


def sentence(broken: Break) -> str:
    """What is wrong, and where."""
    return str(SENTENCES[broken.why]) % {"id": broken.id, "after": broken.after}
