"""Who hears of an act, and which way: from what the tellers say to rows of deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.core.uids import new_uid
from intercity.notifications.choices import Choice, choices_of
from intercity.notifications.models import By, Channel, Delivery, DeliveryState, Follow, mail_host
from intercity.notifications.seeing import belong, see
from intercity.notifications.times import next_digest
from intercity.organisations.models import Invitation, Person
from intercity.posts.models import Post
from intercity.posts.telling import Event, MailboxTeller, Pace, Teller, all_tellers
from intercity.spaces.models import Space

T = TypeVar("T")
# So many people are looked at at a time.
BATCH = 500
# So many rows are written in one go: on SQLite everybody else who writes waits for it.
ROWS = 50


def told_verbs() -> frozenset[str]:
    """The verbs that some teller listens to."""
    return frozenset().union(*(teller.verbs for teller in all_tellers().values()))


def is_told(activity: Activity) -> bool:
    """Whether the act may concern anybody; reads no rows."""
    return any(True for _teller in tellers_of(activity))


def tellers_of(activity: Activity) -> Iterator[Teller]:
    """Those who tell of this act, in their order."""
    return (each for each in all_tellers().values() if activity.verb in each.verbs and each.cares(activity))


def notify(activity: Activity) -> None:
    """Write the deliveries of an act to everyone who should hear of it, each from the first teller that names them.

    Nobody hears of their own act, of what they muted or may not see, or of events that they want to hear nothing
    of. Each row stands once for act, person and channel, so running it again after a kill at any line completes the
    same set. What the tellers raise comes out.
    """
    told: set[int] = set()
    for teller in tellers_of(activity):
        if isinstance(teller, MailboxTeller):
            tell_mailboxes(activity, teller)
        named = set(told)
        for people in pieces(teller.listeners(activity)):
            fresh = {person.pk: person for person in people if person.pk not in named}
            named |= fresh.keys()
            told |= tell(activity, teller, [each for each in fresh.values() if hears(teller, activity, each)])


def hears(teller: Teller, activity: Activity, person: Person) -> bool:
    """Whether a person who is named may hear of it from this teller: of one's own acts one hears receipts only."""
    return teller.event.is_receipt or person.uid != activity.person_uid


def pieces(rows: Iterable[T]) -> Iterator[list[T]]:
    """So many at a time, in their order: of ten thousand never more are there at once than that."""
    source = iter(rows)
    while piece := list(islice(source, BATCH)):
        yield piece


def tell(activity: Activity, teller: Teller, people: Sequence[Person]) -> set[int]:
    """Write the deliveries of one batch; gives the keys of those who are told."""
    wishes = choices_of(people, teller.event)
    willing = [person for person in people if wishes[person.pk].pace != Pace.NEVER]
    hearers = reached(activity, willing, teller.event)
    rows = [row for person in hearers for row in rows_for(activity, teller, person, wishes[person.pk])]
    write(activity, rows)
    return {person.pk for person in hearers}


def write(activity: Activity, rows: Sequence[Delivery]) -> None:
    """Write rows that do not stand yet, a few at a time; a worker that dies in between leaves the rest to the next.

    Of what was removed meanwhile (an exercise that ended) nothing is written.
    """
    for start in range(0, len(rows), ROWS):
        with transaction.atomic():
            if is_there(activity):
                Delivery.objects.bulk_create(rows[start : start + ROWS], ignore_conflicts=True)


def is_there(activity: Activity) -> bool:
    """Whether what the act is about still stands; it cannot be removed before the transaction ends."""
    model, uid = (Post, activity.post_uid) if activity.post_uid else (Space, activity.space_uid)
    return not uid or model.objects.select_for_update(no_key=True).filter(uid=uid).first() is not None


def tell_mailboxes(activity: Activity, teller: MailboxTeller) -> None:
    """Write one mail for each duty mailbox that the act concerns."""
    for organisations in pieces(teller.mailboxes(activity)):
        write(activity, [build(activity, teller.name, mailbox=each) for each in organisations if each.duty_email])


def reached(activity: Activity, people: Sequence[Person], event: Event) -> Sequence[Person]:
    """Those of `people` who may see now what the act is about, and did not mute its conversation.

    Receipts reach those who muted it too.
    """
    if not activity.post_uid:
        return belong(people, event)
    post = Post.objects.select_related("space").with_uid(activity.post_uid)
    return see(people if event.is_receipt else loud(people, activity.root_uid), post) if post is not None else []


def loud(people: Sequence[Person], root_uid: str) -> list[Person]:
    """Without those who muted the conversation under that post."""
    muted = Follow.objects.filter(post__uid=root_uid, muted=True, person__in=people).values_list("person", flat=True)
    silent = set(muted)
    return [person for person in people if person.pk not in silent]


def rows_for(activity: Activity, teller: Teller, person: Person, choice: Choice) -> Iterator[Delivery]:
    """The unsaved deliveries to one person: always the inbox, and what they chose beside it.

    A push message has its place at once only; who wants it later finds it in the inbox.
    """
    now = timezone.now()
    yield build(
        activity, teller.name, person=person, channel=Channel.INSIDE, state=DeliveryState.SENT, sent_at=now
    )  # fmt: skip
    if choice.by == By.MAIL:
        if choice.pace == Pace.NOW:
            yield build(activity, teller.name, person=person)
        else:
            due = next_digest(person, choice.pace, now)
            yield build(activity, teller.name, person=person, channel=Channel.DIGEST, next_try=due)
    elif choice.by == By.PUSH and choice.pace == Pace.NOW:
        yield build(activity, teller.name, person=person, channel=Channel.PUSH)


def queue(activity: Activity, people: Iterable[Person]) -> None:
    """Write one mail for each of `people` that no teller tells, unless it stands already."""
    write(activity, [build(activity, person=person) for person in people])


def build(activity: Activity, teller: str = "", *, channel: str = Channel.MAIL, **more: object) -> Delivery:
    """The unsaved delivery of an act; `more` are its other fields: `person`, `invitation` or `mailbox`, and more.

    A mail's Message-ID is fixed now, so that every try carries the same one.
    """
    uid, invitation = new_uid(), more.get("invitation")
    return Delivery(
        uid=uid, activity_id=activity.pk, teller=teller, channel=channel,
        address=invitation.email if isinstance(invitation, Invitation) else "",
        post_uid=activity.post_uid, root_uid=activity.root_uid,
        message_id=f"<{uid}@{mail_host()}>" if channel == Channel.MAIL else "", **more,
    )  # fmt: skip
