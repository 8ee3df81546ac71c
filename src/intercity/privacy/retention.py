"""What is removed once its period is over (`settings.INTERCITY_RETENTION`), beside what rooms forget themselves:
`notifications.forgetting` and `mailbox.queries.forget_doubtful`, by the same periods.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from intercity.core.personal import days_of
from intercity.notifications.models import Heartbeat, beat
from intercity.organisations.models import Invitation, KeptOut
from intercity.posts.models import Draft

NAME: Final = "retention"
PAUSE: Final = timedelta(days=1)


def forget_daily(now: datetime) -> int:
    """As `forget`, when it was last done a day ago; gives how many rows went. A job of the clock."""
    if Heartbeat.objects.filter(name=NAME, at__gt=now - PAUSE).exists():
        return 0
    gone = forget(now)
    beat(NAME)
    return gone


def forget(now: datetime) -> int:
    """Remove sessions and suspensions that have ended, drafts that nobody touched, invitations that nobody took."""
    old = [
        Session.objects.filter(expire_date__lt=now),
        KeptOut.objects.filter(until__lt=now),
        Draft.objects.filter(saved_at__lt=now - timedelta(days=days_of("drafts"))),
        Invitation.objects.filter(accepted_at=None, expires_at__lt=now - timedelta(days=days_of("invitations"))),
    ]
    gone = sum(rows.delete()[0] for rows in old)
    # What is kept beside a session ends with it, whoever ended it.
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone + int(ended.delete()[0])
