"""What waits, what failed and why: on the page of coordinators, and as a command."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from intercity.cli.main import main
from intercity.notifications.delivering import deliver_due
from intercity.notifications.leasing import PAUSES
from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.notifications.tests.helpers import delivery_to, the_mail
from intercity.spaces.models import Space
from tests.personas import Persona


@pytest.fixture
def failed(officer: Persona, officer_elsewhere: Persona, space: Space) -> Delivery:
    """A mail that was given up."""
    row = delivery_to(officer, officer_elsewhere, space, title="Cool rooms")
    values = {"state": DeliveryState.FAILED, "attempts": len(PAUSES) + 1, "last_error": "550 No such mailbox"}
    Delivery.objects.filter(pk=row.pk).update(**values)
    return row


def test_a_coordinator_sees_what_failed_and_why(coordinator: Persona, failed: Delivery, officer: Persona) -> None:
    page = coordinator.client.get("/queue").content.decode()
    assert officer.person.email in page
    assert "550 No such mailbox" in page
    assert "Cool rooms" not in page


def test_others_do_not(officer: Persona, stranger: Persona, failed: Delivery) -> None:
    assert officer.client.get("/queue").status_code == 403
    assert officer.client.post("/queue").status_code == 403
    assert stranger.client.get("/queue").status_code == 404
    assert the_mail().state == DeliveryState.FAILED


def test_one_is_tried_again(coordinator: Persona, failed: Delivery, officer: Persona) -> None:
    page = coordinator.client.post("/queue", {"delivery": failed.uid}, follow=True).content.decode()
    assert "1 is tried again now." in page
    assert (the_mail().state, the_mail().attempts) == (DeliveryState.QUEUED, 0)
    deliver_due()
    assert [message.to for message in mail.outbox] == [[officer.person.email]]


def test_what_names_none_tries_none_again(coordinator: Persona, failed: Delivery) -> None:
    for uid in ("", "x", "a\0b", "zzzzzzzzzzzz"):
        assert coordinator.client.post("/queue", {"delivery": uid}).status_code == 302
    assert the_mail().state == DeliveryState.FAILED


def test_all_of_a_digest_are_tried_again_together(coordinator: Persona, failed: Delivery) -> None:
    values = {"channel": Channel.DIGEST, "message_id": "<a@b>"}
    Delivery.objects.filter(pk=failed.pk).update(**values)
    other = Delivery.objects.create(activity_id=1, person=failed.person, state=DeliveryState.FAILED, **values)
    coordinator.client.post("/queue", {"delivery": other.uid})
    assert set(Delivery.objects.filter(message_id="<a@b>").values_list("state", flat=True)) == {DeliveryState.QUEUED}


def test_what_is_sent_or_in_a_workers_hands_is_left(coordinator: Persona, failed: Delivery) -> None:
    for state in (DeliveryState.SENT, DeliveryState.LEASED, DeliveryState.DROPPED):
        Delivery.objects.filter(pk=failed.pk).update(state=state)
        coordinator.client.post("/queue")
        assert the_mail().state == state


def test_a_digest_that_waits_for_its_morning_is_not_late(coordinator: Persona, failed: Delivery) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    values = {"state": DeliveryState.QUEUED, "attempts": 0, "channel": Channel.DIGEST, "next_try": tomorrow}
    Delivery.objects.filter(pk=failed.pk).update(**values)
    page = coordinator.client.get("/queue").content.decode()
    assert "Nothing is late." in page
    assert "Kept for the next digest: 1" in page


def test_the_command_says_it_and_retries(
    failed: Delivery, officer: Persona, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["queue"]) == 1
    assert f"{officer.person.email}  550 No such mailbox" in capsys.readouterr().out
    assert main(["queue", "--retry", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["retried"], said["counts"]["queued"], said["failed"]) == (1, 1, [])
    assert the_mail().state == DeliveryState.QUEUED
