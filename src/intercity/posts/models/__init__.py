"""Tables of this room."""

from intercity.posts.models import veil as _veil  # noqa: F401  Django finds its table so; only `posts.veils` reads it.
from intercity.posts.models.attachment import Attachment
from intercity.posts.models.attachment_text import AttachmentText
from intercity.posts.models.draft import Draft
from intercity.posts.models.link import Link
from intercity.posts.models.origin import Origin
from intercity.posts.models.post import Post, Source, State
from intercity.posts.models.reaction import Reaction
from intercity.posts.models.readers import Reader, Readers, SharingGroup, SharingGroupEntry
from intercity.posts.models.revision import Revision
from intercity.posts.models.tally import Tally
from intercity.posts.models.wish import LabelWish, WishSort

__all__ = [
    "Attachment",
    "AttachmentText",
    "Draft",
    "LabelWish",
    "Link",
    "Origin",
    "Post",
    "Reaction",
    "Reader",
    "Readers",
    "Revision",
    "SharingGroup",
    "SharingGroupEntry",
    "Source",
    "State",
    "Tally",
    "WishSort",
]
