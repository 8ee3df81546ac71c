"""The details of posts: one query for each kind that is among them, however many kinds there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps

from intercity.posts.kinds import all_kinds, kind_of

if TYPE_CHECKING:
    from intercity.posts.models import Post


@cache
def relations() -> dict[str, Any]:
    """The one-to-one fields from Post to the details of each kind, by their names."""
    names = {kind.relation.partition("__")[0] for kind in all_kinds().values() if kind.relation}
    return {name: apps.get_model("posts", "Post")._meta.get_field(name) for name in sorted(names)}


def attach_details(posts: Sequence[Post]) -> list[Post]:
    """Read the details of `posts` and hang them on, as select_related would; a list of practices asks for no others.

    Gives the posts without those that were removed, with their details, since they were read.
    """
    by_relation: dict[str, list[Post]] = {}
    for post in posts:
        for field in relations().values():
            # Whoever asks for the details of another kind hears that there are none, without asking the database.
            field.set_cached_value(post, None)
        relation = kind_of(post).relation
        if relation:
            by_relation.setdefault(relation, []).append(post)
    bare = {key for relation, some in by_relation.items() for key in attach(relation, some)}
    if not bare:
        return list(posts)
    gone = bare - set(type(posts[0])._default_manager.filter(pk__in=bare).values_list("pk", flat=True))
    return [post for post in posts if post.pk not in gone]


def attach(relation: str, posts: Sequence[Post]) -> set[int]:
    """The details behind one relation (`name`, or `name__of_theirs` that is read with them).

    Gives the keys of the posts that have none.
    """
    name, _, rest = relation.partition("__")
    field = relations()[name]
    rows = field.related_model._default_manager.all()
    found = (rows.select_related(rest) if rest else rows).in_bulk([post.pk for post in posts])
    for post in posts:
        row = found.get(post.pk)
        field.set_cached_value(post, row)
        if row is not None:
            field.remote_field.set_cached_value(row, post)
    return {post.pk for post in posts if post.pk not in found}
