"""Which practice came from which: the line upward, and the tree of all that came from one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from intercity.adoption.models import Adoption
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet

MOST_GENERATIONS = 25
MOST_NODES = 400


@dataclass
class Node:
    """An organisation in the tree: what it says, its own practice where the viewer may see it, who has it from there.

    The first has no `adoption`: there it begins. `source` is whom one has it from.
    """

    organisation: Organisation
    adoption: Adoption | None
    own: Post | None
    source: Organisation | None = None
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """All that came from one practice, as one viewer may know it; `is_cut` where there is more than is shown."""

    top: Node
    nodes: Sequence[Node]
    is_cut: bool

    @property
    def rows(self) -> Sequence[Node]:
        """Those who said something, generation by generation."""
        return self.nodes[1:]


def origin_of(post: Post) -> Adoption | None:
    """What its organisation says about the practice from which `post` came, with that practice."""
    rows = Adoption.objects.filter(own_uid=post.uid, organisation=post.organisation_id)
    return rows.select_related("post").first()


def parent_of(post: Post, posts: PostQuerySet) -> Post | None:
    """The practice among `posts` from which `post` came, with its organisation."""
    adoption = origin_of(post)
    if adoption is None:
        return None
    return posts.select_related("organisation__place", "space").filter(pk=adoption.post_id).first()


def ancestors_of(post: Post, posts: PostQuerySet | None = None) -> Iterator[Post]:
    """The practices before it in its line, the nearest first; among `posts` only, as far as these reach."""
    among = Post.objects.all() if posts is None else posts
    seen = {post.pk}
    for _step in range(MOST_GENERATIONS):
        parent = parent_of(post, among)
        if parent is None or parent.pk in seen:
            return
        yield parent
        seen.add(parent.pk)
        post = parent


def tree_of(viewer: Viewer, post: Post) -> Tree:
    """The whole tree in which `post` stands, from the first practice of its line that the viewer may see.

    Three questions for each generation. A practice that the viewer may not see is not named, and neither is who has
    it from there.
    """
    first = [post, *ancestors_of(post, Post.objects.visible_to(viewer))][-1]
    top = Node(first.organisation, None, first)
    nodes, generation = [top], [top]
    while generation and len(nodes) < MOST_NODES:
        generation = next_generation(viewer, generation, nodes)
        nodes += generation
    return Tree(top, nodes, len(nodes) == MOST_NODES)


def next_generation(viewer: Viewer, parents: Sequence[Node], nodes: Sequence[Node]) -> list[Node]:
    """Who has it from one of `parents`; each is hung under its parent. `nodes` are all that stand already."""
    seen = {node.own.pk for node in nodes if node.own}
    by_post = {node.own.pk: node for node in parents if node.own is not None}
    rows = Adoption.objects.filter(post__in=list(by_post)).select_related("organisation__place").order_by("at", "pk")
    found = list(rows[: MOST_NODES - len(nodes)])
    owns = own_practices(viewer, found)
    made = []
    for adoption in found:
        parent, own = by_post[adoption.post_id], owns.get(adoption.pk)
        if own is not None and own.pk in seen:
            own = None
        node = Node(adoption.organisation, adoption, own, parent.organisation)
        parent.children.append(node)
        made.append(node)
    return made


def own_practices(viewer: Viewer, adoptions: Collection[Adoption]) -> dict[int, Post]:
    """By key of the adoption: the organisation's own practice, where there is one and the viewer may see it."""
    wanted = defaultdict(list)
    for adoption in adoptions:
        if adoption.own_uid:
            wanted[adoption.own_uid].append(adoption)
    if not wanted:
        return {}
    posts = Post.objects.visible_to(viewer).roots().filter(uid__in=list(wanted))
    pairs = ((adoption, post) for post in posts.select_related("organisation") for adoption in wanted[post.uid])
    return {one.pk: post for one, post in pairs if one.organisation_id == post.organisation_id}
