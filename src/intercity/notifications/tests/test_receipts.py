"""How many people got a text before it was narrowed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.models import Channel, Delivery, DeliveryState
from intercity.notifications.receipts import text_received
from intercity.posts.actions.changing import change_label
from intercity.posts.models import Post
from intercity.posts.reached import duration, reached_by
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_persona, make_post


def sent(post: Post, persona: Persona, number: int = 1, **fields: object) -> Delivery:
    """A delivery about `post` that went out now."""
    values: dict[str, object] = {
        "activity_id": number, "person": persona.person, "channel": Channel.MAIL, "state": DeliveryState.SENT,
        "sent_at": timezone.now(), "post_uid": post.uid, "root_uid": post.thread_root.uid, **fields,
    }  # fmt: skip
    return Delivery.objects.create(**values)


def moved_to(at: datetime) -> None:
    """As if the last change of a label had been then."""
    act = Activity.objects.filter(verb="post.relabelled").order_by("-pk").first()
    assert act is not None
    Activity.objects.filter(pk=act.pk).update(at=at)


@pytest.fixture
def post(officer: Persona, space: Space) -> Post:
    """Public for three hours."""
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.update(published_at=timezone.now() - timedelta(hours=3))
    return Post.objects.get(pk=post.pk)


def test_each_person_counts_once_and_only_for_what_went_out(
    post: Post, officer_elsewhere: Persona, reader: Persona, colleague: Persona
) -> None:
    sent(post, officer_elsewhere, 1)
    sent(post, officer_elsewhere, 2, channel=Channel.PUSH)
    sent(post, reader, 1, channel=Channel.DIGEST)
    sent(post, colleague, 1, channel=Channel.INSIDE)
    sent(post, colleague, 2, state=DeliveryState.DROPPED, sent_at=None)
    sent(post, colleague, 3, post_uid="another00000")
    assert len(text_received(post)) == 2


def test_a_duty_mailbox_is_a_reader_too(post: Post, officer_elsewhere: Persona) -> None:
    sent(post, officer_elsewhere, person=None, mailbox=officer_elsewhere.organisation)
    assert len(text_received(post)) == 1


def test_links_do_not_count(post: Post, officer: Persona, officer_elsewhere: Persona, reader: Persona) -> None:
    now = timezone.now()
    sent(post, officer_elsewhere, sent_at=now - timedelta(hours=2))
    Post.objects.update(label=Label.AMBER)
    Activity.objects.create(
        verb="post.relabelled", at=now - timedelta(hours=1), post_uid=post.uid, data={"label": "amber", "was": "clear"}
    )
    # Afterwards mails carried a link only.
    sent(post, reader)
    narrowed = Post.objects.get(pk=post.pk)
    assert text_received(narrowed) == {f"person:{officer_elsewhere.person.pk}"}
    assert duration(reached_by(narrowed).public_for) == "2 hours"


def test_a_comment_was_as_narrow_as_its_thread(
    post: Post, officer: Persona, officer_elsewhere: Persona, reader: Persona
) -> None:
    comment = make_post(officer_elsewhere, post.space, kind="comment", parent=post)
    Post.objects.filter(pk=post.pk).update(label=Label.AMBER)
    Activity.objects.create(
        verb="post.relabelled", at=timezone.now(), post_uid=post.uid, data={"label": "amber", "was": "clear"}
    )
    sent(comment, reader)
    assert not text_received(Post.objects.get(pk=comment.pk))


def test_the_page_says_it_before_and_after(
    post: Post, officer: Persona, officer_elsewhere: Persona, reader: Persona
) -> None:
    for persona in (officer_elsewhere, reader, make_persona("third", officer_elsewhere.organisation)):
        sent(post, persona)
    words = ("Its text has gone to 3 people by mail or push message.", "It was public for 3 hours.")
    before = officer.client.get(f"/posts/{post.uid}/label").content.decode()
    after = officer.client.post(f"/posts/{post.uid}/label", {"label": "green"}, follow=True).content.decode()
    for page in (before, after):
        assert all(sentence in page for sentence in words)
    assert officer_elsewhere.client.get(f"/posts/{post.uid}/label").status_code == 403


def test_who_widens_is_told_nothing_of_it(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.GREEN)
    sent(post, officer_elsewhere)
    page = officer.client.post(f"/posts/{post.uid}/label", {"label": "clear"}, follow=True).content.decode()
    assert "Its text has gone" not in page


def test_public_twice(post: Post, officer: Persona) -> None:
    change_label(officer.viewer, post, Label.GREEN)
    moved_to(timezone.now() - timedelta(hours=2))
    change_label(officer.viewer, post, Label.CLEAR)
    moved_to(timezone.now() - timedelta(hours=1))
    assert duration(reached_by(Post.objects.get(pk=post.pk)).public_for) == "2 hours"


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_time_in_words(time: timedelta, words: str) -> None:
    assert duration(time) == words
