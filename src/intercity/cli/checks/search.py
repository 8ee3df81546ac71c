"""The search index: there, and how far behind the record."""

from __future__ import annotations

from django.db import DatabaseError
from django.utils.translation import gettext as _

from intercity.activity.models import last_id
from intercity.cli.checks.finding import Finding, ok, unknown, warning
from intercity.search.book import belongs_here
from intercity.search.replica import replica

# So many acts come together in a moment; more means that nobody brings them in.
USUAL = 500


def check_search() -> list[Finding]:
    """One line."""
    try:
        return [check_index()]
    except DatabaseError:
        return [unknown("search", _("The database does not say how far the search index is behind."))]


def check_index() -> Finding:
    """Whether there is an index of this database, and how many acts it does not hold yet."""
    snapshot = replica.snapshot()
    if snapshot is None or not belongs_here(snapshot.state):
        text = _("There is no search index on this machine yet. Start: intercity serve (or intercity worker)")
        return warning("search", text)
    words = {"posts": max(0, snapshot.searcher.num_docs - 1), "behind": last_id() - snapshot.state.cursor}
    waiting = len(snapshot.state.sweeps)
    if words["behind"] > USUAL or waiting > USUAL:
        text = _("The search index is %(behind)s acts behind. Start: intercity serve (or intercity worker)")
        return warning("search", text % {**words, "behind": max(words["behind"], waiting)})
    return ok("search", _("The search index holds %(posts)s posts and is %(behind)s acts behind.") % words)
