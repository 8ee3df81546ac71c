"""Flag, claim, look, decide, appeal, settle. Every act is one transaction; its last write is the record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.moderation.models import Appeal, Case, Decision, Flag, Look, Sort
from intercity.moderation.queries import text_for, to_settle
from intercity.organisations.models import Membership, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.actions.moderating import do_hide, do_restore, do_take_back
from intercity.posts.models import Post, State

LEASE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(days=366)
# A mail address, or so many digits as a telephone number has.
REACHING: Final = re.compile(r"\S@\S|(?:\d[\s./()-]*){7,}")


class TakenError(Exception):
    """Somebody else looks after the case, or it is decided. `holder` is who has it, `until` when it is free again."""

    def __init__(self, holder: Person | None = None, until: datetime | None = None) -> None:
        super().__init__("taken")
        self.holder, self.until = holder, until


@dataclass(frozen=True)
class Verdict:
    """What a moderator decides, checked by its form."""

    sort: str
    rule: str
    reason: str
    public_words: str = ""
    until: datetime | None = None


@transaction.atomic
def flag(viewer: Viewer, post: Post, rule: str, words: str) -> Flag:
    """Ask the moderators to look at `post`; the same person again gives the flag that stands.

    `rule` is one of `Rule`. Raises PermissionDenied for one's own post.
    """
    check_may(viewer, "moderation.flag", post)
    # Two who flag at once must find one case: whoever comes second waits for the post.
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    standing = Flag.objects.filter(post=post, person=viewer.person).first()
    if standing is not None:
        return standing
    case, _made = Case.objects.get_or_create(post=post, closed_at=None)
    made = Flag.objects.create(case=case, post=post, person=viewer.person, rule=rule, words=words)
    note("moderation.flagged", case, viewer)
    return made


@transaction.atomic
def claim(viewer: Viewer, case: Case) -> Case:
    """Take a case for 15 minutes, or for 15 more; TakenError where another moderator has it, or it is decided."""
    case = lock_open(viewer, case)
    case.claimed_by, case.claimed_until = viewer.person, timezone.now() + LEASE
    case.save(update_fields=["claimed_by", "claimed_until"])
    note("moderation.claimed", case, viewer)
    return case


def lock_open(viewer: Viewer, case: Case) -> Case:
    """The case as it stands, locked, for a moderator who may go on with it."""
    check_may(viewer, "moderation.decide", case)
    found = Case.objects.select_for_update(of=("self",)).select_related("claimed_by").get(pk=case.pk)
    if found.closed_at is not None:
        raise TakenError
    if found.holder is not None and found.holder != viewer.person:
        raise TakenError(found.holder, found.claimed_until)
    found.post = case.post
    return found


def lock_held(viewer: Viewer, case: Case) -> Case:
    """The same for the moderator who holds it; TakenError where they do not (any more)."""
    found = lock_open(viewer, case)
    if found.holder != viewer.person:
        raise TakenError
    return found


def check_read(viewer: Viewer, case: Case) -> None:
    """Refuse to decide about what the moderator cannot read."""
    if text_for(viewer, case) is None:
        raise ValidationError(_("The label of this post does not show it to you."))


@transaction.atomic
def look(viewer: Viewer, case: Case, reason: str) -> Look:
    """Open a text that its label does not show to the moderator. Its author is told who looked, and why.

    For whoever holds the case, or may decide about the appeal that waits; TakenError else.
    """
    if to_settle(viewer, case) is None:
        case = lock_held(viewer, case)
    made = Look.objects.create(case=case, by=viewer.person, reason=reason)
    note("moderation.looked", case, viewer, look=made.pk)
    return made


@transaction.atomic
def decide(viewer: Viewer, case: Case, verdict: Verdict) -> Decision:
    """Decide a case that the viewer holds; TakenError where they do not (any more).

    ValidationError where they may not read it, the words for the log name somebody, or the day is missing or too
    far away.
    """
    # The post before the case, in the order of whoever flags it.
    lock_post(case.post)
    case = lock_held(viewer, case)
    check_read(viewer, case)
    check_verdict(viewer, case, verdict)
    author = veils.author_of(case.post)
    made = Decision.objects.create(
        case=case, sort=verdict.sort, rule=verdict.rule, reason=verdict.reason, public_words=verdict.public_words,
        until=verdict.until if verdict.sort == Sort.SUSPEND else None, person=author, by=viewer.person,
    )  # fmt: skip
    case.closed_at, case.claimed_until = made.at, None
    case.save(update_fields=["closed_at", "claimed_until"])
    carry_out(viewer, made)
    note("moderation.decided", case, viewer, decision=made.uid, sort=made.sort)
    return made


def lock_post(post: Post) -> None:
    """Hold a post, what it stands under and its author until the transaction ends: all before the first record.

    Whoever wrote without the city's name cannot be suspended, so nothing here writes to that person's row.
    """
    for pk in (post.root_id or post.pk, post.pk):
        Post.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    Person.objects.select_for_update(of=("self",), no_key=True).filter(pk=post.author_id or 0).first()
    post.refresh_from_db(fields=["state"])


def check_verdict(viewer: Viewer, case: Case, verdict: Verdict) -> None:
    """Refuse what may not be decided."""
    if verdict.sort in (Sort.HIDE, Sort.WITHDRAW) and not case.post.is_published:
        raise ValidationError({"sort": _("It is gone already. Choose what is left to do.")})
    if verdict.sort == Sort.SUSPEND:
        check_may(viewer, "moderation.suspend", case)
        now = timezone.now()
        if verdict.until is None or not now < verdict.until <= now + LONGEST:
            raise ValidationError({"until": _("Choose a day from tomorrow on, within one year.")})
    check_impersonal(case, verdict.public_words)


def check_impersonal(case: Case, words: str) -> None:
    """Refuse words for the open log that name people of the post's organisation, or how to reach somebody."""
    people = Membership.objects.filter(organisation=case.post.organisation_id).values_list("person__name", flat=True)
    author = [case.post.author.name] if case.post.author else []
    names = {part for name in [*people, *author] for part in [name, *name.split()] if len(part) > 2}
    written = set(re.findall(r"\w+", words.lower()))
    named = any(set(re.findall(r"\w+", name.lower())) <= written for name in names)
    if named or REACHING.search(words):
        raise ValidationError({"public_words": _("Everybody can read the log: name no person, address or number.")})


def carry_out(viewer: Viewer, decision: Decision) -> None:
    """Do what was decided."""
    assert viewer.person is not None
    post = decision.case.post
    if decision.sort in (Sort.HIDE, Sort.SUSPEND):
        do_hide(post, viewer.person)
    if decision.sort == Sort.WITHDRAW:
        do_take_back(post, viewer.person)
    if decision.sort == Sort.SUSPEND:
        do_suspend(decision.person, viewer.person)


def do_suspend(person: Person | None, by: Person) -> None:
    """Let somebody be no more than the public for as long as the decisions about them say, or a member again.

    The caller holds the person's row.
    """
    if person is None:
        return
    standing = Decision.objects.filter(person=person, sort=Sort.SUSPEND, until__gt=timezone.now())
    until = standing.exclude(appeal__granted=True).order_by("-until").values_list("until", flat=True).first()
    person.suspended_until = until
    person.save(update_fields=["suspended_until"])
    verb = "person.suspended" if until is not None else "person.readmitted"
    record(verb, person_uid=by.uid, data={"person_uid": person.uid})


@transaction.atomic
def appeal(viewer: Viewer, decision: Decision, words: str) -> Appeal:
    """Ask once for another look; sent again, it gives the one that stands. PermissionDenied for all but its author."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("case__post").get(pk=decision.pk)
    standing = Appeal.objects.filter(decision=decision, by=viewer.person).first()
    if standing is not None and standing.by_id is not None:
        return standing
    check_may(viewer, "moderation.appeal", decision)
    made = Appeal.objects.create(decision=decision, by=viewer.person, words=words)
    note("moderation.appealed", decision.case, viewer, decision=decision.uid)
    return made


@transaction.atomic
def settle(viewer: Viewer, given: Appeal, *, granted: bool, answer: str) -> Appeal:
    """Decide about an appeal; granted, what was done is undone.

    TakenError where somebody did it already, ValidationError where the moderator may not read what it is about.
    """
    case = given.decision.case
    lock_post(case.post)
    found = Appeal.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if found.granted is not None:
        raise TakenError
    check_may(viewer, "moderation.settle", given)
    check_read(viewer, case)
    found.granted, found.answer, found.decided_at, found.decided_by = granted, answer, timezone.now(), viewer.person
    found.save()
    if granted:
        undo(viewer, given.decision)
    note("moderation.settled", case, viewer, decision=given.decision.uid)
    return found


def undo(viewer: Viewer, decision: Decision) -> None:
    """Put back what a decision took."""
    if viewer.person is None:
        raise PermissionDenied
    # What its own author took back meanwhile stays taken back.
    gone = State.WITHDRAWN if decision.sort == Sort.WITHDRAW else State.HIDDEN
    do_restore(decision.case.post, viewer.person, gone)
    if decision.sort == Sort.SUSPEND:
        do_suspend(decision.person, viewer.person)


def note(verb: str, case: Case, viewer: Viewer, **data: object) -> None:
    """Append an act about a case. It names no post: nobody who follows the post's acts may learn of it.

    Nor the author of a post without the city's name.
    """
    by = veils.nameable(case.post, viewer.person)
    record(verb, person_uid=by.uid if by else "", space_uid=case.post.space.uid, data={"case": case.uid, **data})
