"""Write and delete notes. They are working papers of a few: as with drafts, no act tells anybody of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.merging import plain_lines
from intercity.core.together import Pair, Said, Together, put_together, version_named
from intercity.kinds.report.notes.models import Note, NotePart, NoteVersion
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import lock
from intercity.posts.models import Post

# Each line is a point of its own: what two write at the same place are two lines.
GAP = "\n"


@dataclass(frozen=True)
class Saved:
    """The note as it stands, and the names of the versions to go on from: as it was sent, and as it stands."""

    note: Note
    sent: str

    @property
    def base(self) -> str:
        """The version that stands."""
        return str(self.note.version)


def write(viewer: Viewer, post: Post, part: NotePart, said: Said) -> Saved:
    """Merge what the viewer wrote into one part of the notes; no word of anybody is lost.

    Sending the same `said.key` again writes nothing. Raises PermissionDenied when the policy says no, ValidationError
    for a version that there never was, and for words that were deleted meanwhile.
    """
    check_may(viewer, "notes.write", post)
    over, joined = prepare(standing(post, part), said)
    with transaction.atomic():
        post = lock(post)
        check_may(viewer, "notes.write", post)
        now = standing(post, part)
        before = now.versions.filter(key=said.key).first() if said.key and now.pk else None
        if before is not None:
            return Saved(now, f"{before.number}s")
        if now.version != over:
            _over, joined = prepare(now, said)
        if joined.is_silent or joined.body == now.body:
            return Saved(now, said.base)
        do_write(now, joined.body, viewer.person, said if joined.merged else None, said.key)
        return Saved(now, f"{now.version}s")


def standing(post: Post, part: NotePart) -> Note:
    """The row as it stands; a new one, not written yet, where there is none."""
    row = Note.objects.select_related("by").filter(post=post, part=part).first()
    return row or Note(post=post, part=part)


def prepare(note: Note, said: Said) -> tuple[int, Together]:
    """Over which version, and what both make together. Done before the transaction, it holds up nobody."""
    return note.version, put_together(base_of(note, said.base), said, ("", note.body), GAP)


def base_of(note: Note, token: str) -> Pair:
    """The text that a version names: "7" as it stood, "7s" as its writer sent it. ValidationError.

    One that is so old that it was forgotten counts as empty: what its writer has and what stands then both stand.
    """
    named = version_named(token)
    if named is None or named[0] > note.version:
        raise ValidationError(_("This form is damaged. Open the page again and paste your text."))
    if named[0] <= note.deleted_through and note.deleted_through:
        raise ValidationError(_("These notes were deleted meanwhile. Copy what you still need of your text."))
    row = note.versions.filter(number=named[0]).first() if note.pk else None
    if row is None:
        return "", ""
    return "", (row.sent if named[1] and row.sent is not None else row.body)


def do_write(note: Note, body: str, by: Person | None, sent: Said | None = None, key: str = "") -> None:
    """Write a note as it is from now on, with its version, inside the caller's transaction; the post is locked."""
    note.body, note.by, note.edited_at = body, by, timezone.now()
    note.version += 1
    note.save()
    NoteVersion.objects.create(
        note=note, number=note.version, body=body, sent=plain_lines(sent.body) if sent else None, key=key, by=by,
        at=note.edited_at,
    )  # fmt: skip


@transaction.atomic
def delete(viewer: Viewer, post: Post) -> None:
    """Delete all that was noted of an event, with every version; PermissionDenied when the policy says no."""
    check_may(viewer, "notes.write", post)
    do_delete(lock(post), viewer.person)


def do_delete(post: Post, by: Person | None = None) -> int:
    """Delete the words of all parts, inside the caller's transaction, the post locked; gives how many had any.

    The rows stay: by them, a page that was open meanwhile is told.
    """
    notes = list(Note.objects.filter(post=post).exclude(body=""))
    for note in notes:
        note.versions.all().delete()
        note.deleted_through = note.version
        do_write(note, "", by)
    return len(notes)
