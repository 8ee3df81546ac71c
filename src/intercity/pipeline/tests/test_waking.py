"""For which acts the worker gets up at once."""

from __future__ import annotations

import pytest

from intercity.activity.models import Activity
from intercity.pipeline.alarm import Alarm
from intercity.pipeline.worker import Worker


class CountedAlarm(Alarm):
    """Counts how often it was rung."""

    def __init__(self) -> None:
        super().__init__()
        self.rings = 0

    def ring(self) -> None:
        """Count, and ring."""
        self.rings += 1
        super().ring()


@pytest.mark.parametrize(
    ("verb", "post_uid", "rings"),
    [("post.published", "answer", 1), ("post.reacted", "thread", 0), ("membership.invited", "", 1)],
)
def test_it_gets_up_for_what_a_step_cares_about(verb: str, post_uid: str, rings: int) -> None:
    alarm = CountedAlarm()
    Worker(alarm).hear([Activity(verb=verb, post_uid=post_uid, root_uid="thread" if post_uid else "")])
    assert alarm.rings == rings
    alarm.close()
