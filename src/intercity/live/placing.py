"""What pages are told of a post beside its card: where it belongs, and by what they filter."""

from __future__ import annotations

from typing import Any

from intercity.posts.filters.scales import adopted_steps, size_of
from intercity.posts.folding import is_folded
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post


def addresses(post: Post) -> dict[str, str | None]:
    """Where pages put it, and which pages it concerns."""
    return {
        "uid": post.uid,
        "root": post.thread_root.uid,
        "parent": post.parent.uid if post.parent else None,
        "space": post.space.uid,
    }


def filters(post: Post) -> dict[str, Any]:
    """What a page with filters compares before it counts the post as new to its reader; pages without a filter leave
    out what is `folded`.
    """
    place = post.organisation.place
    return {
        "kind": post.kind,
        "topic": [topic.slug for topic in post.topics.all()],
        "group": [group.slug for group in post.groups.all()],
        "country": post.organisation.country,
        "level": post.organisation.level,
        "size": size_of(place.population) if place else "",
        "adopted": adopted_steps(post.tally.adopted if hasattr(post, "tally") else 0),
        "status": kind_of(post).filter_values(post).get("status", ""),
        **({"folded": True} if is_folded(post) else {}),
    }
