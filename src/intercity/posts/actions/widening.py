"""Ask an organisation whether more people may read its text, and answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.actions.changing import check_widening, do_change_label, do_release
from intercity.posts.actions.moderating import lock_with_thread
from intercity.posts.actions.publishing import check_own_sight
from intercity.posts.actions.releasing import do_void, record_wish
from intercity.posts.bounds import widest_label
from intercity.posts.models import LabelWish, Post, Source, State, WishSort
from intercity.posts.versions import text_of
from intercity.spaces.models import Label
from intercity.spaces.models.labels import usable_within

LONGEST_WHY = 500


def wider_labels(post: Post) -> Sequence[Label]:
    """The labels that let more people read a post: within its space, of a comment within what it answers."""
    widest = post.parent.label if post.parent is not None else widest_label(post)
    own = Label(post.label).rank
    return [label for label in usable_within(widest) if label.rank < own]


@transaction.atomic
def ask_wider(viewer: Viewer, post: Post, label: str, why: str) -> LabelWish:
    """As coordinator of its space, ask the organisation of `post` whether it may be for `label`.

    Raises PermissionDenied for whoever may not, ValidationError without a reason, for a label that is no wider, and
    where the same was asked already.
    """
    check_may(viewer, "post.ask_wider", post)
    post = lock_with_thread(post)
    assert viewer.person is not None
    if label not in wider_labels(post):
        raise ValidationError(_("Choose a label that lets more people read it."))
    check_own_sight(post.space, post.organisation, label)
    said = " ".join("".join(c if c.isprintable() else " " for c in why).split())[:LONGEST_WHY]
    if not said:
        raise ValidationError(_("Say why: its organisation will read it."))
    text = text_of(post)
    check_new(post, label, text)
    do_void(post)
    wish = LabelWish.objects.create(
        post=post, sort=WishSort.CONSENT, label=label, text=text, why=said, organisation=viewer.organisation,
        asked_by=viewer.person,
    )  # fmt: skip
    record_wish("post.wished", wish, viewer.person)
    return wish


def check_new(post: Post, label: str, text: str) -> None:
    """Refuse to ask about words about which somebody asks already, or got a no."""
    same = post.wishes.filter(text=text)
    if same.still_open().exists():
        raise ValidationError(_("Its organisation was asked already. Wait for its answer."))
    if same.filter(sort=WishSort.CONSENT, label=label, agreed=False).exists():
        raise ValidationError(_("Its organisation said no to this. Call them if something has changed."))


def ask_others(viewer: Viewer, root: Post) -> None:
    """As its organisation, ask those who answered a post whether their answers may be for as many as it is now."""
    check_may(viewer, "post.relabel", root)
    do_ask_others(root, viewer.person)


@transaction.atomic
def do_ask_others(root: Post, by: Person | None) -> None:
    """Open a wish for each narrower answer of another organisation about which nobody asks yet.

    One act for all answers of an organisation that the same people see. Whoever wrote without their city's name is
    not asked, and not named where they ask.
    """
    root = lock_with_thread(root)
    by = veils.nameable(root, by)
    first: dict[tuple[int, str, str | None], LabelWish] = {}
    for comment in narrower_of_others(root):
        wish = LabelWish.objects.create(
            post=comment, sort=WishSort.CONSENT, label=root.label, text=text_of(comment),
            organisation=root.organisation, asked_by=by,
        )  # fmt: skip
        first.setdefault((comment.organisation_id, comment.label, comment.readers_id), wish)
    for wish in first.values():
        record_wish("post.wished", wish, by)


def narrower_of_others(root: Post) -> list[Post]:
    """The answers under a post that other organisations wrote for fewer people, oldest first.

    Not those about which somebody asks, nor those of which they said no to this label.
    """
    rows = Post.objects.filter(root=root, state=State.PUBLISHED, source=Source.NATIVE)
    refused = LabelWish.objects.filter(label=root.label, agreed=False)
    for known in (LabelWish.objects.still_open(), refused):
        rows = rows.exclude(pk__in=known.filter(post__root=root).values("post"))
    rows = rows.exclude(organisation=root.organisation_id)
    found = rows.select_related("organisation", "space", "root").order_by("pk")
    wide = Label(root.label).rank
    return [one for one in found if Label(one.label).rank > wide and not veils.is_veiled(one)]


@transaction.atomic
def answer_wish(viewer: Viewer, wish: LabelWish, *, agreed: bool, others: bool = False) -> LabelWish:
    """Say yes or no to an open wish. With a yes the label is changed in the same transaction, and with `others` those
    who answered the post are asked in their turn.

    Raises PermissionDenied for whoever may not, ValidationError where it was answered already, where the words are
    others than those asked about, and where they cannot be for so many any more.
    """
    post = lock_with_thread(wish.post)
    wish = LabelWish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    wish.post = post
    if wish.decided_at is not None:
        raise ValidationError(_("This is settled already: somebody answered, or the text was changed."))
    check_may(viewer, "post.agree", wish)
    if agreed:
        check_still(wish)
        check_widening(viewer, post, wish.label)
    wish.agreed, wish.decided_by, wish.decided_at = agreed, viewer.person, timezone.now()
    wish.save(update_fields=["agreed", "decided_by", "decided_at"])
    if agreed and wish.is_consent:
        do_release(post, wish.label, None, viewer.person)
    elif agreed:
        do_change_label(post, wish.label, None, viewer.person)
    record_wish("post.wish_decided", wish, viewer.person, agreed=agreed)
    if agreed and others and post.root_id is None:
        do_ask_others(post, viewer.person)
    return wish


def check_still(wish: LabelWish) -> None:
    """Refuse a yes to what is not so any more: the words, the widest label of the space, what a comment answers."""
    post = wish.post
    if text_of(post) != wish.text:
        raise ValidationError(_("The text was changed since. It must be asked about again."))
    if wish.label in wider_labels(post):
        if post.root_id is None:
            check_own_sight(post.space, post.organisation, wish.label)
        return
    if post.parent is not None and Label(post.parent.label).rank > Label(wish.label).rank:
        raise ValidationError(_("What this answers is still for fewer people. Try again when it is open to more."))
    raise ValidationError(_("This space does not allow it any more, or more people can read it already."))
