"""Who may do what to a post. Whether somebody may see it is `visible_to`; these rules ask for more."""

from __future__ import annotations

from intercity.organisations.models import Membership, Role
from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.kinds import kind_of
from intercity.posts.models import LabelWish, Post
from intercity.spaces.models import Label


def speaking_membership(viewer: Viewer, post: Post) -> Membership | None:
    """The viewer's verified membership in the post's organisation."""
    membership = viewer.membership_in(post.organisation_id)
    return membership if membership is not None and membership.may_speak else None


def looks_after(viewer: Viewer, post: Post) -> bool:
    """Whether the viewer is its author, or an editor or lead of its organisation."""
    membership = speaking_membership(viewer, post)
    if membership is None:
        return False
    return membership.person_id == post.author_id or membership.role in (Role.EDITOR, Role.LEAD)


@rule("post.comment")
def comment(viewer: Viewer, post: Post) -> bool:
    """Answer a post one can see: any verified speaker, while the space is open."""
    acting = viewer.acting
    return acting is not None and acting.may_speak and post.is_published and not post.space.is_archived


@rule("post.edit", for_owner=True)
def edit(viewer: Viewer, post: Post) -> bool:
    """Its author, and editors and leads of its organisation; without the city's name its author alone."""
    if veils.is_veiled(post):
        return post.is_published and not post.space.is_archived and veils.is_mine(viewer, post)
    if post.is_imported or post.space.is_archived or not (post.is_published or post.is_embargoed):
        return False
    return looks_after(viewer, post)


@rule("post.withdraw", goes_on=True)
def withdraw(viewer: Viewer, post: Post) -> bool:
    """Whoever may edit it; an imported one, any verified speaker of the organisation it is about."""
    if post.is_imported:
        return post.is_published and speaking_membership(viewer, post) is not None
    return post.is_published and edit(viewer, post)


@rule("post.lift", goes_on=True)
def lift(viewer: Viewer, post: Post) -> bool:
    """Publish what waits for its time at once, or take it back: whoever looks after it."""
    return post.is_embargoed and looks_after(viewer, post)


@rule("post.relabel", goes_on=True)
def relabel(viewer: Viewer, post: Post) -> bool:
    """Change who may see it: whoever may edit it; comments within their thread."""
    return post.is_published and edit(viewer, post)


@rule("post.ask_wider", goes_on=True)
def ask_wider(viewer: Viewer, post: Post) -> bool:
    """Ask another organisation whether more people may read its text: who coordinates the space.

    Nobody asks about a post without its city's name: its author alone could answer, and the answer would show them.
    """
    if veils.is_veiled(post) or post.is_imported or not post.is_published or post.space.is_archived:
        return False
    own = speaking_membership(viewer, post) is not None
    return not own and post.label != Label.CLEAR and may(viewer, "space.coordinate", post.space)


@rule("post.agree", goes_on=True)
def agree(viewer: Viewer, wish: LabelWish) -> bool:
    """Say yes or no for the organisation whose text it is: whoever speaks for it.

    Where a second person must agree, neither who asked nor who wrote the words last.
    """
    post = wish.post
    if post.is_imported or not post.is_published or post.space.is_archived:
        return False
    membership = speaking_membership(viewer, post)
    if membership is None:
        return False
    return wish.is_consent or membership.person_id not in neither(wish)


def neither(wish: LabelWish) -> set[int]:
    """The keys of those who cannot be the second person: who asked, and who wrote the words last (from `with_writer`
    where the wish was read so).
    """
    wrote = wish.writer_id if hasattr(wish, "writer_id") else last_writer(wish.post)
    return {key for key in (wish.asked_by_id, wrote) if key}


def last_writer(post: Post) -> int | None:
    """The key of who wrote a post as it stands."""
    newest = post.revisions.order_by("-number").values_list("by", flat=True).first()
    return newest or post.author_id


@rule("post.claim", for_owner=True)
def claim(viewer: Viewer, post: Post) -> bool:
    """Take over what a tracker says about one's organisation, where it can be corrected then."""
    if not post.is_imported or not post.is_published or post.space.is_archived:
        return False
    return speaking_membership(viewer, post) is not None


@rule("post.pin", goes_on=True)
def pin(viewer: Viewer, post: Post) -> bool:
    """Pin in the space: its coordinators."""
    return post.root_id is None and may(viewer, "space.coordinate", post.space)


@rule("post.link", for_owner=True)
def link(viewer: Viewer, post: Post) -> bool:
    """Connect it with others, and part it from them: whoever looks after it, and who coordinates its space.

    Never a post without its city's name: what it is connected with would tell whose it is.
    """
    if viewer.acting is None or veils.is_veiled(post) or not post.is_published or post.space.is_archived:
        return False
    return (looks_after(viewer, post) and not post.is_imported) or may(viewer, "space.coordinate", post.space)


@rule("post.react")
def react(viewer: Viewer, post: Post) -> bool:
    """Say that it is useful or needed: the speakers of other organisations, while the space is open.

    Under a post only what its kind says is for that; who sees it sees what it stands under.
    """
    if viewer.acting is None or viewer.acting.organisation_id == post.organisation_id:
        return False
    if post.root_id is not None and not kind_of(post).supported:
        return False
    return comment(viewer, post) and comment(viewer, post.thread_root)


@rule("post.accept", for_owner=True)
def accept(viewer: Viewer, post: Post) -> bool:
    """Say which comments answered what was asked, or that it is settled: whoever speaks for the one that asked."""
    if not kind_of(post).waits or post.root_id is not None or post.is_imported or post.space.is_archived:
        return False
    if veils.is_veiled(post):
        return post.is_published and veils.is_mine(viewer, post)
    return post.is_published and speaking_membership(viewer, post) is not None


@rule("post.look", goes_on=True)
def look(viewer: Viewer, post: Post) -> bool:
    """Learn who published without the city's name: whoever coordinates the space, whichever organisation they are of.

    To refuse it to those of the author's own city would tell them that it is theirs.
    """
    return veils.is_veiled(post) and may(viewer, "space.coordinate", post.space)


@rule("post.see_revisions", reads=True)
def see_revisions(viewer: Viewer, post: Post) -> bool:
    """Read earlier versions: members of the network and of the post's organisation, not the public.

    An earlier version may hold what was taken out because it said too much.
    """
    return viewer.reads_network or post.organisation_id in viewer.organisation_ids
