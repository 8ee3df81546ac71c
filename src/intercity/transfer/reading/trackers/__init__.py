"""The trackers we know by their columns. One module each; add a new one to `ALL`."""

from __future__ import annotations

from intercity.transfer.reading.fields import Tracker
from intercity.transfer.reading.trackers.acaps import ACAPS
from intercity.transfer.reading.trackers.cccsl import CCCSL
from intercity.transfer.reading.trackers.coronanet import CORONANET
from intercity.transfer.reading.trackers.ecdc import ECDC
from intercity.transfer.reading.trackers.hitcovid import HIT_COVID
from intercity.transfer.reading.trackers.oxcgrt import OXCGRT
from intercity.transfer.reading.trackers.who_phsm import WHO_PHSM

ALL = (CORONANET, CCCSL, WHO_PHSM, ACAPS, HIT_COVID, OXCGRT, ECDC)


def recognise(header: list[str]) -> Tracker | None:
    """Return the tracker whose columns `header` holds, the one with most columns first, or None."""
    best = max(ALL, key=lambda tracker: tracker.matches(header))
    return best if best.matches(header) else None
