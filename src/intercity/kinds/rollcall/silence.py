"""Who is asked, and who of them has not answered."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from intercity.kinds.rollcall.models import Answer, AnswerState, RollCall
from intercity.organisations.models import Organisation


def asked_by(rollcall: RollCall) -> QuerySet[Organisation]:
    """The organisations that a roll call asks."""
    return Organisation.objects.filter(pk__in=rollcall.invited.values("organisation")).order_by("pk")


def unanswered(rollcall: RollCall) -> QuerySet[Organisation]:
    """Those of them that have no official answer now."""
    given = Answer.objects.filter(rollcall=rollcall, organisation=OuterRef("pk"), state=AnswerState.OFFICIAL)
    return asked_by(rollcall).filter(~Exists(given))
