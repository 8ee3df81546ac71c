"""When a child is started again."""

from intercity.cli.supervisor import FIRST_PAUSE, HEALTHY_SECONDS, LONGEST_PAUSE, Child


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
