"""When a child is started again."""

import os
import subprocess
import sys

from intercity.cli.supervisor import FIRST_PAUSE, HEALTHY_SECONDS, LONGEST_PAUSE, Child, stand_back


def pauses(*lives: float) -> list[float]:
    """How long each start is put off after lives of so many seconds."""
    child, now, found = Child("web", [], ()), 0.0, []
    for life in lives:
        child.started_at = now
        now += life
        child.note_end(1, now)
        found.append(round(child.due_at - now, 3))
    return found


def test_pauses_grow_to_a_limit() -> None:
    grown = pauses(*[0.1] * 9)
    assert grown[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert grown[-1] == LONGEST_PAUSE


def test_a_healthy_life_is_followed_by_a_short_pause() -> None:
    assert pauses(0.1, 0.1, 0.1, HEALTHY_SECONDS, 0.1) == [0.2, 0.4, 0.8, 0.2, 0.4]


def test_a_process_that_stands_back_gives_way_and_one_that_is_gone_does_no_harm() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    stand_back(child.pid, 5)
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == 5
    child.communicate(b"\n")
    stand_back(child.pid, 5)


def test_the_supervisor_loads_nothing_of_django() -> None:
    """It lives as long as all others: what it holds is held for nothing."""
    code = "import sys, intercity.cli.supervisor; print([name for name in sys.modules if name.startswith('django')])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
