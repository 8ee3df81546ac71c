"""What coordinators see of deliveries that go to whoever published without their city's name."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import timezone

from intercity.notifications import queue
from intercity.notifications.desk import failed
from intercity.notifications.models import Delivery, DeliveryState
from intercity.notifications.tests.helpers import comment_on, delivery_to, noticed
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.tests.veiled import make_alike
from intercity.spaces.desk import get_scope_for
from intercity.spaces.models import Space
from tests.personas import Persona


def test_the_queue_and_the_desk_do_not_say_who_is_behind_a_post(
    coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space,
) -> None:  # fmt: skip
    author, other = make_alike(space, 5)[:2]
    named = delivery_to(officer, officer_elsewhere, space)
    post = actions.publish(author.viewer, space, "question", PostContent(title="Who?", label="clear"), unnamed=True)
    assert author.person.email in noticed(comment_on(post, other))
    Delivery.objects.exclude(channel="inside").update(
        state=DeliveryState.FAILED, attempts=9, last_error=f"550 {author.person.email}"
    )
    Delivery.objects.filter(pk=named.pk).update(last_error="550 full")
    page = coordinator.client.get("/queue").content.decode()
    assert officer.person.email in page
    section = failed(get_scope_for(coordinator.viewer), timezone.now())
    assert section is not None
    lines = queue.lines(queue.failed())
    # The named one first, though it is older.
    assert lines[0].to == officer.person.email
    for shown in (page, str([asdict(line) for line in lines]), str([asdict(line) for line in section.lines])):
        assert author.person.email not in shown
        assert str(author.person) not in shown
        assert queue.NOBODY in shown
    hidden = [line for line in lines if line.to == queue.NOBODY]
    assert {(line.uid, line.about, line.attempts, line.next_try, line.error) for line in hidden} == {
        ("", "", 0, None, "")
    }
    coordinator.client.post("/queue")
    assert not Delivery.objects.filter(state=DeliveryState.FAILED).exists()
