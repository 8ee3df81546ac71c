"""Jobs by the clock: one that fails keeps no other from running, and they rest in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django import Settings

from intercity.pipeline.clock import Clock, all_jobs

RAN: list[datetime] = []


def broken(now: datetime) -> int:
    raise ValueError("no")


def sound(now: datetime) -> int:
    RAN.append(now)
    return 2


@pytest.fixture(autouse=True)
def two_jobs(settings: Settings) -> Iterator[None]:
    RAN.clear()
    settings.INTERCITY_CLOCK = [f"{__name__}.broken", f"{__name__}.sound"]
    all_jobs.cache_clear()
    yield
    all_jobs.cache_clear()


def test_a_broken_job_stops_no_other() -> None:
    assert Clock().tick() == 2
    assert len(RAN) == 1


def test_it_rests_between_two_rounds() -> None:
    ticking = Clock()
    assert [ticking.tick(), ticking.tick()] == [2, 0]
