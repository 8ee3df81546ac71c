"""From an event to the mail with its report: who took part gets it, who stayed away or may not read it does not."""

from __future__ import annotations

import pytest
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.kinds.event.attending.models import Part, Registration
from intercity.kinds.report.clock import do_send
from intercity.kinds.report.links import REPORT
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import notify
from intercity.posts.actions import do_link
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


def test_the_report_goes_to_who_was_there(
    officer: Persona, officer_elsewhere: Persona, colleague: Persona, stranger: Persona, space: Space
) -> None:
    times = {"starts_at": timezone.now(), "ends_at": timezone.now(), "zone": "Europe/Paris", "mode": "online"}
    event = make_post(officer, space, kind="event", title="The workshop", label=Label.CLEAR, **times)
    absent = make_persona("absent", officer_elsewhere.organisation)
    assert officer.organisation is not None
    for persona, state, there in (
        (officer_elsewhere, Part.COMING, True), (colleague, Part.CANCELLED, None), (absent, Part.COMING, False),
        (stranger, Part.COMING, True),
    ):  # fmt: skip
        Registration.objects.create(
            post=event, person=persona.person, organisation=officer.organisation, state=state, attended=there,
            at=timezone.now(), said_at=timezone.now(),
        )  # fmt: skip
    report = make_post(officer, space, kind="report", title="What came of it", label=Label.GREEN)
    do_link(event, report, REPORT, officer.organisation, officer.person)
    assert do_send(report.pk, timezone.now())
    notify(Activity.objects.get(verb="report.sent"))
    # The stranger was there too, and may not read what is for the network.
    assert set(Delivery.objects.filter(teller="report").values_list("person", flat=True)) == {
        officer_elsewhere.person.pk
    }


@pytest.mark.parametrize(("writer", "mailed"), [("officer", 1), ("officer_elsewhere", 0), ("coordinator", 1)])
def test_whoever_only_saw_an_event_mails_nobody(
    writer: str, mailed: int, officer: Persona, coordinator: Persona, space: Space, request: pytest.FixtureRequest
) -> None:
    author: Persona = request.getfixturevalue(writer)
    guest = make_persona("guest", officer.organisation)
    times = {"starts_at": timezone.now(), "ends_at": timezone.now(), "zone": "Europe/Paris", "mode": "online"}
    event = make_post(officer, space, kind="event", title="The workshop", label=Label.CLEAR, **times)
    assert officer.organisation is not None
    Registration.objects.create(
        post=event, person=guest.person, organisation=officer.organisation, state=Part.COMING,
        at=timezone.now(), said_at=timezone.now(),
    )  # fmt: skip
    report = make_post(author, space, kind="report", title="What came of it", label=Label.CLEAR)
    assert author.organisation is not None
    do_link(event, report, REPORT, author.organisation, author.person)
    do_send(report.pk, timezone.now())
    notify(Activity.objects.get(verb="report.sent"))
    told = Delivery.objects.filter(teller="report").values("person").distinct()
    assert told.count() == mailed
