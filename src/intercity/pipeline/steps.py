"""What happens after each act, in this order.

A step gets one committed Activity row and writes rows of its own. It must be free to be killed at any line and
run again, also beside itself in another worker. What is slow or leaves the house is not done here: it is queued.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from intercity.activity.models import Activity
from intercity.briefs.redacting import VERBS, follow_source
from intercity.notifications.asking import queue_asking
from intercity.notifications.expiring import queue_expiring
from intercity.notifications.invitations import queue_invitation
from intercity.notifications.recipients import is_told, notify, told_verbs
from intercity.notifications.securing import CHANGED, is_about_security, queue_security


def always(activity: Activity) -> bool:
    """Every act of its verbs."""
    return True


@dataclass(frozen=True)
class Step:
    """One step: its name in the table of setbacks, the verbs it cares about, the function, and of which acts.

    Acts that no step cares about cost the worker no write.
    """

    name: str
    verbs: frozenset[str]
    run: Callable[[Activity], None]
    cares: Callable[[Activity], bool] = always


STEPS: Final[tuple[Step, ...]] = (
    Step("notify", told_verbs(), notify, is_told),
    Step("briefs", VERBS, follow_source),
    Step("invite", frozenset({"membership.invited"}), queue_invitation),
    Step("asked", frozenset({"membership.changed"}), queue_asking),
    Step("security", frozenset({CHANGED}), queue_security, is_about_security),
    Step("expiring", frozenset({"membership.expiring"}), queue_expiring),
)


def steps_for(activity: Activity) -> list[Step]:
    """The steps that care about this act, in order."""
    return [step for step in STEPS if activity.verb in step.verbs and step.cares(activity)]
