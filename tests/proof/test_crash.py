"""Nothing acknowledged is lost, whatever moment the whole server is killed at."""

from __future__ import annotations

import pytest

from benchmarks.crash import measure

pytestmark = pytest.mark.proof
# `python -m benchmarks crash` kills a hundred times.
KILLS = 6
FAULTS = ("lost", "twice", "without_activity", "unheard", "changes_lost", "search_differs")


def test_every_acknowledged_post_survives_sigkill_once_arrives_live_and_is_found() -> None:
    figures = measure(kills=KILLS)
    assert figures["kills"] == KILLS
    assert figures["acts"] > KILLS
    assert figures["changes"] > KILLS
    wrong = {name: figures[name] for name in FAULTS}
    assert not any(wrong.values()), f"{wrong}, seed {figures['seed']}"
