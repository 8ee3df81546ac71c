"""Ask organisations, decline, pass on, tell the coordinators; say what one knows. The only writers of this room."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.matching.candidates import WEEK, asked_enough, who_can_answer
from intercity.matching.models import Asked, AskedState, Expertise, Pursuit
from intercity.matching.proposing import Proposal
from intercity.matching.subject import subject_of
from intercity.organisations.actions.founding import record_organisation
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.actions.publishing import named
from intercity.posts.models import Post
from intercity.spaces.models import Topic

FIRST_RING = 1
# Three or four questions a week, each to as many as one page sends to.
MOST_BY_ONE = 40


def ask(
    viewer: Viewer, post: Post, chosen: Sequence[Proposal], *, left_out: Iterable[str] = (), goes_on: bool = True,
    sparing: bool = True,
) -> list[Asked]:  # fmt: skip
    """As the one who asks, ask the organisations of `chosen` directly; those that were asked already are passed over.

    `left_out` are uids of organisations that no later ring shall name, `goes_on` says whether there are later rings.
    Without `sparing` it may be more than one organisation chooses in a week: for who may ask all of them anyway.
    Raises PermissionDenied for whoever may not ask, and for an organisation that cannot be asked now.
    """
    check_may(viewer, "post.ask", post)
    if sparing:
        check_asks_seldom(post, [one.organisation for one in chosen])
    check_can_be_asked(post, [one.organisation for one in chosen])
    with transaction.atomic():
        pursuit = lock_pursuit(post)
        pursuit.goes_on = goes_on
        pursuit.left_out = sorted({*pursuit.left_out, *left_out} - {one.organisation.uid for one in chosen})
        return do_ask(pursuit, post, chosen, max(pursuit.ring, FIRST_RING), viewer.person)


def check_asks_seldom(post: Post, organisations: Sequence[Organisation]) -> None:
    """Refuse what goes beyond `MOST_BY_ONE` cities that one organisation chooses in a week, over all its questions.

    Each of them can be asked only a few times a week by everybody: nobody may use that up for the others.
    """
    # A limit that all unnamed cities share would tell each how much the others ask.
    if post.space.is_exercise or veils.is_veiled(post):
        return
    already = chosen_lately(post.organisation).filter(post=post).values_list("organisation", flat=True)
    new, left = {one.pk for one in organisations} - set(already), asks_left(post.organisation)
    if len(new) > left:
        said = _(
            "Your organisation can ask %(most)d cities directly in a week, and %(left)d are left. "
            "Choose those that are likely to know: every other city sees your question too."
        )
        raise PermissionDenied(said % {"most": MOST_BY_ONE, "left": left})


def asks_left(organisation: Organisation) -> int:
    """How many cities it can still choose this week; exercises do not count."""
    return max(0, MOST_BY_ONE - chosen_lately(organisation).count())


def chosen_lately(organisation: Organisation) -> QuerySet[Asked]:
    """Whom an organisation chose to ask within a week, over all its questions."""
    since = timezone.now() - WEEK
    return Asked.objects.real().filter(post__organisation=organisation, ring=FIRST_RING, asked_at__gte=since)


def check_can_be_asked(post: Post, organisations: Sequence[Organisation]) -> None:
    """Refuse an organisation that cannot see or answer the question, or was asked often enough this week."""
    keys = [organisation.pk for organisation in organisations]
    able = set(who_can_answer(subject_of(post)).filter(pk__in=keys).values_list("pk", flat=True))
    enough = asked_enough(post.space)
    already = set(Asked.objects.filter(post=post, organisation__in=keys).values_list("organisation", flat=True))
    for organisation in organisations:
        if organisation.pk not in able:
            raise PermissionDenied(_("%(name)s cannot see or answer this.") % {"name": organisation})
        if organisation.pk in enough and organisation.pk not in already:
            raise PermissionDenied(
                _("%(name)s was asked often enough this week. It can still see your question.") % {"name": organisation}
            )


def lock_pursuit(post: Post) -> Pursuit:
    """The row that says how far asking has come, made where it is missing; locked until the transaction ends."""
    Pursuit.objects.get_or_create(post=post)
    return Pursuit.objects.select_for_update().get(post=post)


def do_ask(pursuit: Pursuit, post: Post, chosen: Sequence[Proposal], ring: int, by: Person | None) -> list[Asked]:
    """Write whom the question goes to, inside the caller's transaction, which holds `pursuit`.

    Gives what is new. No act without a new one.
    """
    present = set(Asked.objects.filter(post=post).values_list("organisation", flat=True))
    new = [make_asked(post, one, ring) for one in chosen if one.organisation.pk not in present]
    Asked.objects.bulk_create(new)
    if new or ring > FIRST_RING:
        pursuit.ring = ring
    pursuit.save()
    if new:
        record_question("question.asked", post, by, [row.organisation for row in new], ring=ring)
    return new


def make_asked(post: Post, proposal: Proposal, ring: int) -> Asked:
    """The unsaved row."""
    reasons = [reason.stored() for reason in proposal.reasons]
    return Asked(post=post, organisation=proposal.organisation, ring=ring, reasons=reasons)


def decline(viewer: Viewer, asked: Asked) -> None:
    """As a member of the asked organisation, say that it cannot help; once is enough."""
    check_may(viewer, "asked.settle", asked)
    do_settle(asked, AskedState.DECLINED, viewer.person, None)


def pass_on(viewer: Viewer, asked: Asked, colleague: Membership) -> None:
    """As a member of the asked organisation, hand the question to a colleague who may speak for it."""
    check_may(viewer, "asked.settle", asked)
    if colleague.organisation_id != asked.organisation_id or not colleague.may_speak:
        raise PermissionDenied(_("Choose a colleague who may answer for your organisation."))
    do_settle(asked, AskedState.PASSED, viewer.person, colleague.person)


@transaction.atomic
def do_settle(asked: Asked, state: AskedState, by: Person | None, to: Person | None) -> None:
    """Write what the asked organisation did; nothing when it stands already."""
    row = Asked.objects.select_for_update().get(pk=asked.pk)
    if (row.state, row.passed_to_id) == (state, to.pk if to else None):
        return
    row.state, row.settled_at, row.settled_by, row.passed_to = state, timezone.now(), by, to
    row.save()
    more = {"to": to.uid} if to else {}
    verb = "question.passed" if state == AskedState.PASSED else "question.declined"
    record_question(verb, asked.post, by, [asked.organisation], **more)


def do_escalate(pursuit: Pursuit, post: Post, asked: Collection[Organisation]) -> None:
    """Note that coordinators and duty mailboxes are told, inside the caller's transaction, which holds `pursuit`."""
    pursuit.escalated_at = timezone.now()
    pursuit.save(update_fields=["escalated_at"])
    record_question("question.escalated", post, None, asked)


def record_question(
    verb: str, post: Post, by: Person | None, organisations: Iterable[Organisation], **data: object
) -> None:
    """Append an act about asking. Never a public one: the public does not see who was asked."""
    record(
        verb,
        person_uid=hidden.uid if (hidden := veils.nameable(post, by)) else "",
        organisation_uid=post.organisation.uid,
        space_uid=post.space.uid,
        post_uid=post.uid,
        root_uid=post.uid,
        data={
            "kind": post.kind,
            "label": post.label,
            **named(post.readers_id),
            "organisations": [one.uid for one in organisations],
            **data,
        },
    )


@transaction.atomic
def change_expertise(viewer: Viewer, organisation: Organisation, topics: Iterable[Topic]) -> None:
    """As its lead or a coordinator, say which topics an organisation knows well; replaces what stood."""
    check_may(viewer, "organisation.edit", organisation)
    wanted = {topic.pk for topic in topics}
    own = Expertise.objects.filter(organisation=organisation)
    present = set(own.values_list("topic", flat=True))
    own.exclude(topic__in=wanted).delete()
    new = sorted(wanted - present)
    Expertise.objects.bulk_create([Expertise(organisation=organisation, topic_id=pk) for pk in new])
    record_organisation("organisation.changed", organisation, viewer.person)
