"""Who has a practice from whom, and what they changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.adoption.difference import difference
from intercity.adoption.lineage import Node, Tree, parent_of, tree_of
from intercity.adoption.models import Review, Standing
from intercity.adoption.queries import get_practice_for
from intercity.organisations.request import Request
from intercity.posts.models import Post


@dataclass(frozen=True)
class Twig:
    """A node as the picture draws it: whether a list of others begins under it, or how many lists end after it."""

    node: Node
    opens: bool
    closes: range


@dataclass(frozen=True)
class Row:
    """A node as the table shows it, with how it went."""

    node: Node
    reviews: Sequence[Review]


@require_safe
@public_page
def adoptions(request: Request, uid: str) -> HttpResponse:
    """The whole tree from city to city: as a picture, and as a table."""
    post = get_practice_for(request.viewer, uid)
    tree = tree_of(request.viewer, post)
    context = {
        "section": "spaces", "post": post, "space": post.space, "tree": tree, "twigs": twigs_of(tree.top),
        "rows": rows_of(tree), "counts": counts_of(tree), "generations": depth_of(tree.top),
    }  # fmt: skip
    return render(request, "adoption/lineage.html", context)


@require_safe
@public_page
def compare(request: Request, uid: str) -> HttpResponse:
    """A practice beside the one that it came from; 404 where it came from none, or one that the viewer may not see."""
    own = get_practice_for(request.viewer, uid)
    parent = parent_of(own, Post.objects.visible_to(request.viewer))
    if parent is None:
        raise Http404
    context = {
        "section": "spaces", "post": own, "space": own.space, "parent": parent, "difference": difference(parent, own)
    }  # fmt: skip
    return render(request, "adoption/compare.html", context)


def twigs_of(top: Node) -> list[Twig]:
    """The tree as one row of nodes, in the order in which a nested list has them."""
    flat = list(walk(top, 0))
    after = [*(depth for _, depth in flat[1:]), 0]
    return [
        Twig(node, later > depth, range(max(0, depth - later)))
        for (node, depth), later in zip(flat, after, strict=True)
    ]


def walk(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    """A node and all under it, with how deep they are."""
    yield node, depth
    for child in node.children:
        yield from walk(child, depth + 1)


def depth_of(top: Node) -> int:
    """How many times it was handed on in the longest line."""
    return max(depth for _, depth in walk(top, 0))


def rows_of(tree: Tree) -> list[Row]:
    """Those who said something, with how it went, where they told."""
    found = Review.objects.filter(
        adoption__in=[node.adoption for node in tree.rows if node.adoption], answered_at__isnull=False
    )
    told: dict[int, list[Review]] = {}
    for review in found:
        told.setdefault(review.adoption_id, []).append(review)
    return [Row(node, told.get(node.adoption.pk, [])) for node in tree.rows if node.adoption is not None]


def counts_of(tree: Tree) -> list[tuple[str, int]]:
    """How many are how far; without those that nobody is."""
    said = [node.adoption.status for node in tree.rows if node.adoption is not None]
    return [(str(standing.label), said.count(standing)) for standing in Standing if standing in said]
