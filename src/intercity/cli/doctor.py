"""`intercity doctor`: looks at the set-up and says what to do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.cli.checks.address import check_address
from intercity.cli.checks.chain import check_chain
from intercity.cli.checks.database import check_database
from intercity.cli.checks.dns import check_dns
from intercity.cli.checks.factors import check_factors
from intercity.cli.checks.files import check_files
from intercity.cli.checks.finding import Check, Finding, Status
from intercity.cli.checks.mail import check_mail
from intercity.cli.checks.mail_in import check_mail_in
from intercity.cli.checks.search import check_search
from intercity.cli.checks.work import check_work

CHECKS: tuple[Check, ...] = (
    check_database,
    check_files,
    check_work,
    check_chain,
    check_factors,
    check_search,
    check_mail,
    check_mail_in,
    check_dns,
    check_address,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `intercity doctor`."""
    parser.add_argument("--json", action="store_true", help=_("print the findings as JSON"))


def run(options: argparse.Namespace) -> int:
    """Print every finding. 0 when nothing is a problem (warnings and unknowns may be), else 1."""
    findings = [finding for check in CHECKS for finding in check()]
    problems = sum(finding.status == Status.PROBLEM for finding in findings)
    if options.json:
        print(json.dumps({"ok": problems == 0, "checks": [finding.as_data() for finding in findings]}, indent=2))
    else:
        print(as_text(findings, problems))
    return 1 if problems else 0


def as_text(findings: Sequence[Finding], problems: int) -> str:
    """One line for each finding, and the sum."""
    lines = [f"{finding.status:8} {finding.name:11} {finding.text}" for finding in findings]
    text = ngettext("%(count)s problem.", "%(count)s problems.", problems) % {"count": problems}
    return "\n".join([*lines, "", text if problems else _("No problems.")])
