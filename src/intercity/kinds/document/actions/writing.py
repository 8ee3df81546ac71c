"""Write sections. Whoever writes goes on from a version; what others wrote since is merged in (`core.merging`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.merging import Overlap, plain_lines
from intercity.core.together import Pair, Said, put_together, told, version_named
from intercity.kinds.document.models import Agreed, Document, Section, SectionVersion
from intercity.kinds.document.models.section import LONGEST_BODY, LONGEST_MERGED, LONGEST_TITLE
from intercity.kinds.document.queries import bases_for, sees_words
from intercity.organisations.models import Membership
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import do_hold, lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.mentions import render_body
from intercity.posts.models import Post, WishSort
from intercity.spaces.models import Label

# What somebody writes within this time of their last words is the same version, as long as nobody else came between.
SITTING: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class Saved:
    """What became of it: the section as it stands, from which version to go on, and where two met.

    `sent` names the text as it was sent, for whoever has typed on meanwhile; `base` the text as it stands.
    """

    section: Section
    sent: str
    overlaps: list[dict[str, str]]

    @property
    def base(self) -> str:
        """The version that stands."""
        return str(self.section.version)


@dataclass(frozen=True)
class Prepared:
    """Both texts together, over version `over` of the section; None for `html` where nothing is to be written."""

    over: int
    title: str
    body: str
    html: str | None
    overlaps: Sequence[Overlap] = ()
    merged: bool = False


def write(viewer: Viewer, section: Section, said: Said, along: Callable[[int], object] | None = None) -> Saved:
    """Merge what the viewer wrote into a section and keep the version; no word of anybody is lost.

    Sending the same `said.key` again writes nothing. A removed section comes back when somebody had gone on writing.
    `along` is called with the length of what is to be written, in the same transaction. Raises PermissionDenied when
    the policy says no, ValidationError for a version that there never was and for a text beyond all measure.
    """
    check_may(viewer, "document.write", section.post)
    prepared = prepare(section, said, base_of(section, said.base, viewer))
    with transaction.atomic():
        post = lock(section.post)
        check_may(viewer, "document.write", post)
        now = Section.objects.get(pk=section.pk)
        now.post = post
        check_words(viewer, now)
        before = now.versions.filter(key=said.key).first() if said.key else None
        if before is not None:
            return Saved(now, f"{before.number}s", before.overlaps if is_own(viewer, before) else [])
        if now.version != prepared.over:
            prepared = prepare(now, said, base_of(now, said.base, viewer))
        if prepared.html is None:
            return Saved(now, said.base, [])
        if along is not None:
            along(len(prepared.body))
        assert viewer.acting is not None
        return do_write(now, said, prepared, viewer.acting)


def check_words(viewer: Viewer, section: Section) -> None:
    """Raise PermissionDenied for a section that was taken out, and was for fewer people than its document is now."""
    if not sees_words(viewer, section):
        raise PermissionDenied


def prepare(section: Section, said: Said, base: Pair) -> Prepared:
    """What stands and what was sent as one text, rendered. Done before the transaction, it holds up nobody.

    `base` is what its writer went on from (`base_of`); for a new section there is nothing: ("", "").
    """
    joined = put_together(base, said, (section.title, section.body))
    same = joined.pair == (section.title, section.body)
    if joined.is_silent or (same and section.removed_at is None and section.version):
        return Prepared(section.version, section.title, section.body, None)
    title, text, merged = joined.title, joined.body, joined.merged
    if len(title) > LONGEST_TITLE:
        title, text, merged = section.title, f"{said.title}\n\n{text}", True
    check_length(said, base[1], text, section.body)
    return Prepared(section.version, title, text, render_body(text), joined.overlaps, merged)


def check_length(said: Said, base: str, text: str, stands: str) -> None:
    """Raise ValidationError for what makes a section longer than anybody reads.

    What stands can always be made shorter, however long it has become by merging.
    """
    if len(said.body) > max(LONGEST_BODY, len(base), len(stands)):
        raise ValidationError(_("This section has become too long. Begin another one with the rest."))
    if len(text) > max(LONGEST_MERGED, len(stands)):
        raise ValidationError(
            _(
                "Others wrote here meanwhile, and both texts together are too long for one section. "
                "Copy what you wrote, open the section again and put it in there."
            )
        )


def base_of(section: Section, token: str, viewer: Viewer) -> Pair:
    """Heading and text that a version names: "7" as it stood, "7s" as its writer sent it, for them. ValidationError.

    Of a version that the clock took away it is the one before that is still there: an older text that both sides grew
    from serves as well, for what both made of it since is the same in both. A version for fewer people counts as taken
    away for all others: what merging drops and keeps would tell its words. Where none is left, all words are new.
    """
    named = version_named(token)
    if named is not None and named[0] == 0:
        return "", ""
    if named is None or named[0] > section.version:
        raise ValidationError(_("This form is damaged. Open the page again and paste your text."))
    row = bases_for(viewer, section).filter(number__lte=named[0]).first()
    if row is None:
        return "", ""
    is_that = row.number == named[0] and is_own(viewer, row)
    return (row.sent_title, row.sent) if named[1] and is_that and row.sent is not None else (row.title, row.body)


def is_own(viewer: Viewer, version: SectionVersion) -> bool:
    """Whether the viewer wrote it: what they sent, and where it met others' words, is for them alone."""
    return viewer.person is not None and version.by_id == viewer.person.pk


def do_write(section: Section, said: Said, prepared: Prepared, by: Membership) -> Saved:
    """Write a prepared version, inside the caller's transaction; the post is locked."""
    section.title, section.body, section.html = prepared.title, prepared.body, prepared.html or ""
    section.removed_at = None
    both = told(prepared.overlaps)
    keep_version(section, by, key=said.key, overlaps=both, sent=said if prepared.merged else None)
    record_written(section, by)
    return Saved(section, f"{section.version}s", both)


def keep_version(
    section: Section, by: Membership, *, key: str = "", overlaps: list[dict[str, str]] | None = None,
    sent: Said | None = None, removed: bool = False,
) -> None:  # fmt: skip
    """Write a section as it is from now on, with its version."""
    now, post = timezone.now(), section.post
    edition = next_edition(post, by)
    section.version += 1
    section.organisation, section.by, section.edited_at = by.organisation, by.person, now
    section.save()
    SectionVersion.objects.create(
        section=section, number=section.version, edition=edition, title=section.title, body=section.body,
        sent_title=sent.title if sent else "", sent=plain_lines(sent.body) if sent else None, key=key,
        overlaps=overlaps or [], removed=removed, at=now, organisation=by.organisation, by=by.person,
        label=post.label, readers=post.readers,
    )  # fmt: skip
    Document.objects.filter(post=post).update(edition=edition, changed_at=now)


def next_edition(post: Post, by: Membership) -> int:
    """The version of the document that a change belongs to: that of the last one, while the same person goes on."""
    edition = Document.objects.values_list("edition", flat=True).get(post=post)
    last = SectionVersion.objects.filter(section__post=post).order_by("-pk").first()
    own = last is not None and (last.by_id, last.organisation_id) == (by.person_id, by.organisation_id)
    if last is None or not own or timezone.now() - last.at > SITTING:
        return edition + 1
    # What an organisation agreed to does not change any more.
    closed = (last.label, last.readers_id) != (post.label, post.readers_id)
    return edition + 1 if closed or Agreed.objects.filter(post=post, edition=edition).exists() else edition


def record_written(section: Section, by: Membership, **data: object) -> None:
    """Let what waits for an answer about the old words end, then append the act."""
    post, was_public = section.post, section.post.label == Label.CLEAR
    do_hold(post, by.person)
    post.wishes.still_open().filter(sort=WishSort.CONSENT).update(decided_at=timezone.now())
    record_post("document.written", post, by.person, was_public=was_public, section=section.uid, **data)
