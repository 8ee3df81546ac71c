"""What is kept no longer than the settings say."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from intercity.organisations.actions.inviting import do_invite
from intercity.organisations.invitation_list import Guest
from intercity.organisations.models import Invitation, Organisation
from intercity.posts.models import Draft
from intercity.privacy.retention import forget_daily
from tests.personas import Persona


def test_once_a_day_what_is_over_goes(officer: Persona, nice: Organisation) -> None:
    now = timezone.now()
    for key in ("old", "new"):
        Draft.objects.create(person=officer.person, key=key)
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=1))
        do_invite([Guest(f"{key}@example.org", "", nice)], by=None)
    taken = do_invite([Guest("taken@example.org", "", nice)], by=None)[0]
    Draft.objects.filter(key="old").update(saved_at=now - timedelta(days=366))
    Session.objects.filter(session_key="old").update(expire_date=now - timedelta(seconds=1))
    Invitation.objects.filter(email__in=["old@example.org", taken.email]).update(expires_at=now - timedelta(days=181))
    Invitation.objects.filter(pk=taken.pk).update(accepted_at=now)
    for key in ("old", "new", "ended long ago"):
        UserSession.objects.create(user=officer.person, session_key=key, ip="127.0.0.1", user_agent="")
    assert forget_daily(now) >= 3
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(Draft.objects.values_list("key", flat=True)) == ["new"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert set(Invitation.objects.values_list("email", flat=True)) == {"new@example.org", "taken@example.org"}
    Draft.objects.update(saved_at=now - timedelta(days=366))
    assert forget_daily(now + timedelta(hours=23)) == 0
    assert forget_daily(now + timedelta(hours=25)) == 3, "the draft, and the session that ended meanwhile"
