"""Who wrote a mail, what it answers, and whether it may be published. docs/mail.md says the same in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from intercity.core.invitations import InvitationReply
from intercity.mailbox.models import Alias, Reason
from intercity.mailbox.reading.authenticity import Dmarc
from intercity.mailbox.reading.mail import Mail
from intercity.matching.models import Asked
from intercity.notifications.addresses import ReplyTo, read_space, without_secrets
from intercity.notifications.mail import may_travel
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.permissions import may
from intercity.organisations.strength import without_factor
from intercity.organisations.viewers import Viewer, viewer_for, viewer_with
from intercity.posts import veils
from intercity.posts.forms import BODY_LENGTH
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from intercity.spaces.models.labels import usable_within

# As people write it: TLP:GREEN, TLP GREEN, tlp-green.
MARK = re.compile(r"\[?\s*\bTLP[\s:：_-]*(CLEAR|WHITE|GREEN|AMBER(?:\+STRICT)?|RED)\b\s*\]?", re.IGNORECASE)
AGAIN = re.compile(r"^(?:(?:re|aw|sv|tr|fwd?|wg|rv|odp|отг|απ)\s*:\s*)+", re.IGNORECASE)


class NotPublishedError(Exception):
    """A person's mail that is not published; `reason` says why, to the operator and, where allowed, to the sender."""

    def __init__(self, reason: Reason, person: Person | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.person = person


@dataclass(frozen=True)
class Wish:
    """What a mail asks to be published: by whom, where, in which words. `parent` is None for news in a space."""

    viewer: Viewer
    person: Person
    organisation: Organisation
    space: Space
    label: str
    body: str
    title: str = ""
    parent: Post | None = None


def wish_of_reply(mail: Mail, to: ReplyTo) -> Wish:
    """The answer that `mail` is; NotPublishedError when it may not be one."""
    wish, root = wish_to_answer(mail, to)
    check_mark(mail.subject, root, wish.person)
    return replace(wish, body=words_of(mail, wish.person))


def wish_of_invitation(mail: Mail, to: ReplyTo, reply: InvitationReply) -> Wish:
    """The answer to an invitation that `mail` is, which has no words; NotPublishedError when it may not be one.

    It counts for whom the invitation was sent to, and only in their own words: who was handed it on answers nothing.
    """
    wish, _root = wish_to_answer(mail, to)
    if reply.attendee not in (wish.person.email, mail.sender):
        raise NotPublishedError(Reason.NOT_THE_PERSON, wish.person)
    return wish


def wish_to_answer(mail: Mail, to: ReplyTo) -> tuple[Wish, Post]:
    """Who answers what, still without words, and the post that the conversation is under; NotPublishedError when they
    may not.
    """
    check_whole(mail)
    person = Person.objects.filter(uid=to.person_uid).first()
    if person is None:
        raise NotPublishedError(Reason.UNKNOWN_SENDER)
    check_writes_as(mail, person)
    viewer, organisation = speaking(person)
    parent = answered_post(viewer, to.post_uid)
    if parent is None:
        raise NotPublishedError(Reason.NOT_VISIBLE, person)
    # Mail carries signatures. The reason is the one of every conversation that mail does not reach: the log of mails
    # must not tell who writes without their city's name.
    if not may_travel(parent) or veils.is_mine(viewer, parent.thread_root):
        raise NotPublishedError(Reason.NARROW, person)
    viewer, organisation = speaking_under(parent.thread_root, viewer, organisation)
    if not may(viewer, "post.comment", parent.thread_root):
        raise NotPublishedError(Reason.CLOSED, person)
    root = parent.thread_root
    return Wish(viewer, person, organisation, parent.space, root.label, "", parent=parent), root


def wish_of_news(mail: Mail, slug: str) -> Wish:
    """The news that `mail` is; NotPublishedError when it may not be published there."""
    check_whole(mail)
    if mail.dmarc is not Dmarc.PASS:
        # Anybody may know the address of a space: here the sender is all there is.
        raise NotPublishedError(Reason.NOT_PROVEN)
    if slug not in {read_space(address) for address in mail.addressed}:
        # The proof says who wrote the mail, not to whom: whoever once got a mail of an officer could send it on to us.
        raise NotPublishedError(Reason.NOT_ADDRESSED)
    person = person_behind(mail.sender)
    viewer, organisation = speaking(person)
    space = Space.objects.visible_to(viewer).filter(slug=slug).first()
    if space is None or not may(viewer, "space.publish", space):
        raise NotPublishedError(Reason.NO_SPACE, person)
    label = label_of(mail.subject, space, person)
    shown = "".join(char if char.isprintable() else " " for char in mail.subject)
    title = " ".join(MARK.sub(" ", AGAIN.sub("", shown)).split())[:200]
    if not title:
        raise NotPublishedError(Reason.NO_TITLE, person)
    return Wish(viewer, person, organisation, space, label, words_of(mail, person), title=title)


def check_whole(mail: Mail) -> None:
    """Refuse what could not be read, what names no single sender, and what its domain says is forged."""
    if mail.damaged:
        raise NotPublishedError(Reason.DAMAGED)
    if not mail.sender:
        raise NotPublishedError(Reason.SENDER_UNCLEAR)
    if mail.dmarc is Dmarc.FAIL:
        raise NotPublishedError(Reason.FORGED)


def check_writes_as(mail: Mail, person: Person) -> None:
    """Refuse a sender who is not the person that the reply address was made for.

    The person's own address needs no further proof where none is known: the address of the reply is a secret that
    was sent to that person alone. Another address of theirs is public knowledge, so its domain must stand by it.
    """
    if mail.sender == person.email:
        return
    if not Alias.objects.filter(person=person, address=mail.sender, confirmed_at__isnull=False).exists():
        raise NotPublishedError(Reason.NOT_THE_PERSON)
    if mail.dmarc is not Dmarc.PASS:
        raise NotPublishedError(Reason.NOT_PROVEN)


def person_behind(address: str) -> Person:
    """The one person who writes from `address`; NotPublishedError for none, and where several share it."""
    own = Person.objects.filter(email=address).first()
    if own is not None:
        return own
    found = [alias.person for alias in Alias.objects.filter(address=address, confirmed_at__isnull=False)[:2]]
    if len(found) != 1:
        raise NotPublishedError(Reason.UNKNOWN_SENDER)
    return found[0]


def speaking(person: Person) -> tuple[Viewer, Organisation]:
    """The person as they are now, and for whom they speak; NotPublishedError when they may not."""
    viewer = without_factor(viewer_for(person))
    if viewer.acting is None or not viewer.acting.may_speak:
        raise NotPublishedError(Reason.MAY_NOT_SPEAK, person)
    return viewer, viewer.acting.organisation


def speaking_under(root: Post, viewer: Viewer, organisation: Organisation) -> tuple[Viewer, Organisation]:
    """The same; of several organisations that a person speaks for, the one that asked, or else one that was asked."""
    mine = [membership for membership in viewer.memberships if membership.may_speak]
    if len(mine) < 2 or viewer.person is None:
        return viewer, organisation
    asked = set(Asked.objects.filter(post=root).values_list("organisation_id", flat=True))

    def fits(one: Membership) -> tuple[bool, bool, bool]:
        return (
            one.organisation_id == root.organisation_id,
            one.organisation_id in asked,
            one.organisation_id == organisation.pk,
        )

    chosen = max(mine, key=fits)
    return without_factor(viewer_with(viewer.person, viewer.memberships, chosen.pk)), chosen.organisation


def answered_post(viewer: Viewer, uid: str) -> Post | None:
    """The post that is answered, as this viewer may see it now."""
    visible = Post.objects.visible_to(viewer).filter(uid=uid)
    return visible.select_related("root__space", "root__organisation", "space", "organisation").first()


def words_of(mail: Mail, person: Person) -> str:
    """The person's own words; NotPublishedError where there are none or too many."""
    if not mail.answer.text:
        raise NotPublishedError(Reason.EMPTY, person)
    if len(mail.answer.text) > BODY_LENGTH:
        raise NotPublishedError(Reason.TOO_LONG, person)
    return without_secrets(mail.answer.text)


def label_of(subject: str, space: Space, person: Person) -> str:
    """The space's usual label, or the narrower one that the subject names (TLP:…); never a wider one.

    Nor "Named only": who is named is said on the page.
    """
    usable = [label for label in usable_within(space.widest_label) if label != Label.RED]
    usual = next((label for label in usable if label.rank >= Label(space.default_label).rank), None)
    wanted = max(marks_in(subject), key=lambda label: label.rank, default=None)
    chosen = wanted if wanted is not None and usual is not None and wanted.rank > usual.rank else usual
    if chosen is None or chosen not in usable:
        raise NotPublishedError(Reason.LABEL, person)
    return chosen


def marks_in(subject: str) -> list[Label]:
    """The labels that a subject names."""
    named = [mark.group(1).upper().replace("WHITE", "CLEAR").partition("+")[0] for mark in MARK.finditer(subject)]
    return [Label(name.lower()) for name in named]


def check_mark(subject: str, root: Post, person: Person) -> None:
    """Refuse an answer that asks for fewer readers than its conversation has; a title may speak of labels itself."""
    spoken_of = marks_in(root.title)
    if any(mark.rank > Label(root.label).rank for mark in marks_in(subject) if mark not in spoken_of):
        raise NotPublishedError(Reason.LABEL, person)
