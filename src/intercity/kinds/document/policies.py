"""Who may do what with a document. That they may see it is asked before."""

from __future__ import annotations

from intercity.kinds.document.models import Document
from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.bounds import bound_of
from intercity.posts.models import Post
from intercity.posts.policies import looks_after
from intercity.spaces.policies import is_member


def document_of(post: Post) -> Document | None:
    """The facts of a document that stands by itself and can be worked on; None for everything else, also for
    one that was put together for some readers.
    """
    document: Document | None = getattr(post, "document", None)
    if document is None or post.root_id is not None or not post.is_published or post.space.is_archived:
        return None
    return None if veils.is_veiled(post) or post.is_imported or bound_of(post) is not None else document


def takes_part(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer speaks for its organisation, or for one that belongs to its space."""
    acting = viewer.acting
    if acting is None or not acting.may_speak:
        return False
    return acting.organisation_id == post.organisation_id or is_member(viewer, post.space)


@rule("document.write")
def write(viewer: Viewer, post: Post) -> bool:
    """Write in its sections until it is adopted: who speaks for its organisation, and where it is open to the space,
    for any organisation of the space.
    """
    document = document_of(post)
    if document is None or not document.is_open or not takes_part(viewer, post):
        return False
    assert viewer.acting is not None
    return document.open_to_space or viewer.acting.organisation_id == post.organisation_id


@rule("document.agree")
def agree(viewer: Viewer, post: Post) -> bool:
    """Say that one's organisation agrees with a version: whoever takes part, once there is a text."""
    document = document_of(post)
    return document is not None and document.edition > 0 and takes_part(viewer, post)


@rule("document.settle", for_owner=True)
def settle(viewer: Viewer, post: Post) -> bool:
    """Say how far it is: whoever looks after it, and who coordinates its space."""
    if document_of(post) is None:
        return False
    return looks_after(viewer, post) or may(viewer, "space.coordinate", post.space)
