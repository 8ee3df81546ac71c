"""What goes into a post, whichever way it came: form, importer, mail or API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from intercity.core.uids import ALPHABET, LENGTH
from intercity.organisations.models import Organisation, Person
from intercity.posts.models.readers import Readers
from intercity.spaces.models import Group, Label, Topic

if TYPE_CHECKING:
    from intercity.posts.models import Post


@dataclass(frozen=True)
class Entry:
    """One named reader: a person as a member of that organisation, or (without person) all its members."""

    organisation: Organisation
    person: Person | None = None


@dataclass(frozen=True)
class NewLink:
    """A connection of a post that is being written with one that stands; `back`: the new one is the target."""

    sort: str
    other: Post
    back: bool = False


@dataclass(frozen=True)
class PostContent:
    """Checked content of one post. `details` holds the fields that only its kind has, as plain Python values.

    `uid` is chosen by the sender so that sending twice publishes once; "" lets the server choose.
    """

    title: str = ""
    body: str = ""
    language: str = "en"
    label: str = Label.GREEN
    contact: str = ""
    topics: Sequence[Topic] = ()
    groups: Sequence[Group] = ()
    details: dict[str, Any] = field(default_factory=dict)
    attachments: Sequence[str] = ()
    uid: str = ""
    readers: Readers | None = None
    """For whom, where the label is "Named only"."""
    named: Sequence[Entry] = ()
    """As `readers`, where these are being named only now."""
    links: Sequence[NewLink] = ()
    """To which posts it is connected from the beginning."""
    part_of: str = ""
    """The uid of the post that it is a part of: whoever hears of that hears of this."""
    visible_from: datetime | None = None
    """When it is to be published; None for at once."""


@dataclass(frozen=True)
class ImportedContent:
    """A post that a tracker says about an organisation, with where it stands there."""

    content: PostContent
    organisation: Organisation
    published_at: datetime
    tracker: str
    record: str
    fingerprint: str
    edition: str = ""
    licence: str = ""
    link: str = ""
    place_text: str = ""
    place_matched: bool = False


def is_uid(text: str) -> bool:
    """Whether `text` has the shape of a uid."""
    return len(text) == LENGTH and all(char in ALPHABET for char in text)
