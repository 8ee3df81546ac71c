"""The files of one form: new ones are checked and kept, earlier ones come back by their uids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from intercity.organisations.limits import TooOftenError, keys_of, spend
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.posts.content import is_uid
from intercity.posts.models import Attachment
from intercity.posts.uploads.storing import one_sentence, store
from intercity.posts.uploads.types import BadFileError

MOST_FILES = 10


@dataclass
class Received:
    """Files that are kept for the form until it is published, and why others were not taken."""

    kept: list[Attachment] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    wait: int = 0
    """For how many seconds no more are taken."""

    @property
    def uids(self) -> list[str]:
        """Names of the kept files, for `PostContent.attachments`."""
        return [attachment.uid for attachment in self.kept]


def receive(request: Request, person: Person, *, recordings: bool = False) -> Received:
    """Take the files that came with a form: `files`, `describe` (in the same order), `kept`, `drop`.

    Films and sound only where `recordings` says so; they may come as `recording_file` too.
    """
    received = Received(kept_before(request.POST, person))
    uploads = request.FILES.getlist("files") + (request.FILES.getlist("recording_file") if recordings else [])
    words = request.POST.getlist("describe")
    try:
        spend("upload", keys_of(request), len(uploads))
    except TooOftenError as error:
        received.errors.append(error.sentence)
        received.wait = error.seconds
        return received
    for number, upload in enumerate(uploads):
        take(received, upload, person, words[number] if number < len(words) else "", recordings)
    return received


def take(received: Received, upload: UploadedFile, person: Person, description: str, recordings: bool = False) -> None:
    """Keep one file, or note why not."""
    if len(received.kept) >= MOST_FILES:
        received.errors.append(_("A post can carry up to %(most)s files.") % {"most": MOST_FILES})
        return
    try:
        received.kept.append(store(upload, person, description, recordings=recordings))
    except BadFileError as error:
        received.errors.append(f"{upload.name}: {error}")


def kept_before(data: QueryDict, person: Person) -> list[Attachment]:
    """Files of an earlier try of the same form, without those that were taken out, with their new descriptions."""
    kept = offered(data.getlist("kept"), person)
    dropped = set(data.getlist("drop"))
    for attachment in kept:
        words = one_sentence(data.get(f"describe_{attachment.uid}", ""))
        if words != attachment.description:
            attachment.description = words
            attachment.save(update_fields=["description"])
    return [attachment for attachment in kept if attachment.uid not in dropped]


def offered(uids: Sequence[str], person: Person) -> list[Attachment]:
    """Unpublished files of this person; names of anybody else's are passed over."""
    known = [uid for uid in uids[:MOST_FILES] if is_uid(uid)]
    if not known:
        return []
    return list(Attachment.objects.filter(uid__in=known, post=None, uploaded_by=person))
