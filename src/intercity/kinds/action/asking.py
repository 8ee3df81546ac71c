"""What was asked about actions that wait to be selected, and what came of it: a press takes it over.

Actions do not know what asking is: it is any post connected with them whose kind is answered officially, and the kind
says in a sentence what the answers come to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.links import ends
from intercity.posts.models import Link, Post


@dataclass(frozen=True)
class Answered:
    """A post in which organisations answer, and what their answers come to as the viewer sees them."""

    post: Post
    said: str


def asked_about(viewer: Viewer, keys: Sequence[int]) -> Mapping[int, Sequence[Answered]]:
    """By the key of each of these actions what the viewer sees asked about it, the newest first."""
    either = Q(source__in=keys) | Q(target__in=keys)
    pairs = list(Link.objects.filter(either).values_list("source", "target")) if keys else []
    official = {post.pk: post for post in ends(viewer, {key for pair in pairs for key in pair} - set(keys))
                if kind_of(post).official}  # fmt: skip
    near: dict[int, set[int]] = defaultdict(set)
    for source, target in pairs:
        near[source].add(target)
        near[target].add(source)
    said = {key: Answered(post, kind_of(post).outcome(viewer, post)) for key, post in official.items()}
    # What nobody has answered yet tells least.
    ordered = sorted(said, key=lambda key: not said[key].said)
    return {key: [said[other] for other in ordered if other in near[key]] for key in keys}


def get_evidence_for(viewer: Viewer, post: Post, uid: str) -> Post:
    """What was asked about an action, by its uid; Http404 where the viewer sees no such thing."""
    for one in asked_about(viewer, [post.pk])[post.pk]:
        if one.post.uid == uid and one.said:
            return one.post
    raise Http404
