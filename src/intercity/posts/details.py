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


def attach_details(posts: Sequence[Post]) -> None:
    """Read the details of `posts` and hang them on, as select_related would; a list of practices asks for no others."""
    by_relation: dict[str, list[Post]] = {}
    for post in posts:
        for field in relations().values():
            # Whoever asks for the details of another kind hears that there are none, without asking the database.
            field.set_cached_value(post, None)
        relation = kind_of(post).relation
        if relation:
            by_relation.setdefault(relation, []).append(post)
    for relation, some in by_relation.items():
        attach(relation, some)


def attach(relation: str, posts: Sequence[Post]) -> None:
    """The details behind one relation (`name`, or `name__of_theirs` that is read with them)."""
    name, _, rest = relation.partition("__")
    field = relations()[name]
    rows = field.related_model._default_manager.all()
    found = (rows.select_related(rest) if rest else rows).in_bulk([post.pk for post in posts])
    for post in posts:
        row = found.get(post.pk)
        field.set_cached_value(post, row)
        if row is not None:
            field.remote_field.set_cached_value(row, post)
