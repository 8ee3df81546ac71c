"""Old deliveries go; what waits stays."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from intercity.core.personal import days_of
from intercity.notifications.forgetting import forget_old
from intercity.notifications.models import Channel, Delivery, DeliveryState
from tests.personas import Persona

SOON, LATER = (timedelta(days=days_of(period)) for period in ("digests", "deliveries"))


def test_only_what_is_final_and_old_is_removed(officer: Persona) -> None:
    now = timezone.now()
    kinds = [
        (Channel.DIGEST, DeliveryState.SENT, SOON),
        (Channel.PUSH, DeliveryState.DROPPED, SOON),
        (Channel.INSIDE, DeliveryState.SENT, LATER),
        (Channel.MAIL, DeliveryState.FAILED, LATER),
        (Channel.INSIDE, DeliveryState.SENT, SOON),
        (Channel.MAIL, DeliveryState.SENT, SOON),
        (Channel.DIGEST, DeliveryState.QUEUED, LATER),
        (Channel.MAIL, DeliveryState.LEASED, LATER),
        (Channel.DIGEST, DeliveryState.SENT, timedelta(0)),
    ]
    for number, (channel, state, _age) in enumerate(kinds):
        Delivery.objects.create(activity_id=number, person=officer.person, channel=channel, state=state)
    for number, (_channel, _state, age) in enumerate(kinds):
        Delivery.objects.filter(activity_id=number).update(created_at=now - age - timedelta(minutes=1))
    assert forget_old(now) == 4
    assert sorted(Delivery.objects.values_list("activity_id", flat=True)) == [4, 5, 6, 7, 8]
    assert forget_old(now) == 0
