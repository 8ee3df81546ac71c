"""What somebody's calendar program says in answer to an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    """Whether they come (RFC 5545, PARTSTAT)."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True)
class InvitationReply:
    """One answer: to which invitation in which edition, by whom (an address in lower case), what, and said when."""

    uid: str
    sequence: int
    attendee: str
    part: Part
    said_at: datetime
