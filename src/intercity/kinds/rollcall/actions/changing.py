"""Change what is asked after it was sent. What was answered is never lost: a field with answers is archived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.uids import new_uid
from intercity.kinds.rollcall.fields import MOST_FIELDS
from intercity.kinds.rollcall.models import Answer, AnswerVersion, Field, Proposal, ProposalState, RollCall
from intercity.kinds.rollcall.policies import check_writes
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import add_revision, do_hold, keep_first_revision, lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Post

ID_LENGTH = 4
NAME_LENGTH = 6


class CannotChangeError(Exception):
    """It cannot be changed so, and what to do instead, in words for the person; nothing was written."""


@dataclass(frozen=True)
class Wording:
    """How one field is said from now on: options by their ids, and labels of new ones."""

    label: str
    options: Mapping[str, str] = field(default_factory=dict)
    added: Sequence[str] = ()


def reword(viewer: Viewer, post: Post, wordings: Mapping[str, Wording]) -> None:
    """Correct how fields are said, by their names, and add options. Raises CannotChangeError."""
    with changing(viewer, post, "reworded") as rollcall:
        rows = open_fields(rollcall)
        for row in rows:
            if row.name in wordings:
                do_reword(row, wordings[row.name])
        check_distinct(rows)
        Field.objects.bulk_update(rows, ["label", "options"])


def do_reword(row: Field, wording: Wording) -> None:
    """Put a wording into an unsaved row; options that it does not name stay as they are."""
    row.label = wording.label
    row.options = [
        *({"id": one["id"], "label": wording.options.get(one["id"], one["label"])} for one in row.options),
        *({"id": new_uid()[:ID_LENGTH], "label": label} for label in wording.added),
    ]


def check_distinct(rows: Iterable[Field]) -> None:
    """Refuse two fields that ask the same."""
    seen: set[str] = set()
    for row in rows:
        if row.label.casefold() in seen:
            raise CannotChangeError(_("Two fields ask the same: “%(label)s”.") % {"label": row.label})
        seen.add(row.label.casefold())


def add_field(viewer: Viewer, post: Post, data: Mapping[str, Any]) -> None:
    """Ask one thing more: `data` as for `fields.write_fields`. Raises CannotChangeError."""
    with changing(viewer, post, "added") as rollcall:
        rows = open_fields(rollcall)
        if len(rows) >= MOST_FIELDS:
            raise CannotChangeError(_("%(most)s things are asked already. Archive one first.") % {"most": MOST_FIELDS})
        last = rollcall.fields.order_by("-position").first()
        # A name of its own: what is on its way under the name of a field that was removed must not land here.
        made = Field(
            rollcall=rollcall, name=f"f{new_uid()[: NAME_LENGTH - 1]}", position=last.position + 1 if last else 1,
            type=data["type"], label=data["label"], options=data["options"], unit=data["unit"],
        )  # fmt: skip
        check_distinct([*rows, made])
        made.save(force_insert=True)


def remove_field(viewer: Viewer, post: Post, name: str) -> None:
    """Take a field off that nobody has answered. Raises CannotChangeError where somebody has: archive it."""
    with changing(viewer, post, "removed") as rollcall:
        row = find(rollcall, name)
        check_not_last(rollcall, row)
        if is_answered(rollcall, name):
            raise CannotChangeError(
                _("“%(label)s” has answers, so it cannot be removed. Archive it: it is asked no more, and they stay.")
                % {"label": row.label}
            )
        row.delete()


def archive_field(viewer: Viewer, post: Post, name: str, *, on: bool = True) -> None:
    """Ask a field no more, its answers stay; or ask it again. Raises CannotChangeError."""
    with changing(viewer, post, "archived" if on else "restored") as rollcall:
        row = find(rollcall, name)
        if on:
            check_not_last(rollcall, row)
        elif row.archived_at is not None and len(open_fields(rollcall)) >= MOST_FIELDS:
            raise CannotChangeError(_("%(most)s things are asked already. Archive one first.") % {"most": MOST_FIELDS})
        row.archived_at = timezone.now() if on else None
        check_distinct([*(one for one in open_fields(rollcall) if one.pk != row.pk), row])
        row.save(update_fields=["archived_at"])


def remove_option(viewer: Viewer, post: Post, name: str, option: str) -> None:
    """Take an option off that nobody has chosen. Raises CannotChangeError."""
    with changing(viewer, post, "reworded") as rollcall:
        row = find(rollcall, name)
        label = next((one["label"] for one in row.options if one["id"] == option), None)
        if label is None:
            raise CannotChangeError(_("This is no longer there. Look at the page as it is now."))
        if len(row.options) <= 2:
            raise CannotChangeError(_("Two must stay, so that there is a choice. Add another first."))
        if is_chosen(rollcall, name, option):
            raise CannotChangeError(_("“%(label)s” was chosen already, so it stays.") % {"label": label})
        row.options = [one for one in row.options if one["id"] != option]
        row.save(update_fields=["options"])


@contextmanager
def changing(viewer: Viewer, post: Post, what: str) -> Iterator[RollCall]:
    """One act: the locked roll call, the version before, what the caller writes, the version after, the record.

    Raises PermissionDenied for whoever may not, CannotChangeError once it is closed.
    """
    check_writes(viewer, post)
    assert viewer.person is not None
    with transaction.atomic():
        post = lock(post)
        # Answers that come meanwhile wait here: they are counted in it.
        rollcall = RollCall.objects.select_for_update(no_key=True).get(pk=post.pk)
        if rollcall.is_closed:
            raise CannotChangeError(_("This is closed: its fields stay as they are."))
        keep_first_revision(post)
        yield rollcall
        add_revision(post, viewer.person)
        do_hold(post, viewer.person)
        record_post("rollcall.changed", post, viewer.person, fields=what)


def open_fields(rollcall: RollCall) -> list[Field]:
    """What is asked today."""
    return list(rollcall.fields.filter(archived_at=None))


def find(rollcall: RollCall, name: str) -> Field:
    """The field with that name; CannotChangeError when it is gone."""
    row = rollcall.fields.filter(name=name).first()
    if row is None:
        raise CannotChangeError(_("This is no longer there. Look at the page as it is now."))
    return row


def check_not_last(rollcall: RollCall, row: Field) -> None:
    """Refuse to take off all that is asked."""
    if [one.pk for one in open_fields(rollcall)] == [row.pk]:
        raise CannotChangeError(_("One field must stay. Add another first."))


def is_answered(rollcall: RollCall, name: str) -> bool:
    """Whether an answer says something to that field, or once did, or one that waits does."""
    return any(rows.filter(values__has_key=name).exists() for rows in given_to(rollcall))


def is_chosen(rollcall: RollCall, name: str, option: str) -> bool:
    """Whether an answer holds that option, or once did, or one that waits does."""
    held = (
        value
        for rows in given_to(rollcall)
        for value in rows.filter(values__has_key=name).values_list(f"values__{name}", flat=True)
    )
    return any(value == option or (isinstance(value, list) and option in value) for value in held)


def given_to(rollcall: RollCall) -> list[Any]:
    """Everything that was ever answered, and what waits to be."""
    waiting = Proposal.objects.filter(rollcall=rollcall, state=ProposalState.OPEN)
    return [Answer.objects.filter(rollcall=rollcall), AnswerVersion.objects.filter(rollcall=rollcall), waiting]
