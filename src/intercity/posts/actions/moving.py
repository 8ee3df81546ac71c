"""What else moves when a label does: the thread under a post, and the versions before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Max, QuerySet

from intercity.posts.models import Post, Readers, Revision
from intercity.posts.sight import Sight, holds, sight_of
from intercity.posts.version_tables import all_version_tables
from intercity.spaces.models import Label


def do_label(post: Post, label: str, readers: Readers | None = None) -> None:
    """Set the label of a locked post, and of what stands under it; the caller saves the post and records the act.

    Comments that are wider become as narrow as what they answer. What the post's own organisation wrote for the same
    people follows it when it becomes wider, but for what a second person must read before it is public; other
    organisations wrote for those who could see it then, and their words stay with them. Versions that are wider become
    as narrow too: a text that was narrowed does not come back when what replaced it is widened.
    """
    was = sight_of(post)
    post.label, post.readers = label, readers if label == Label.RED else None
    do_narrow_versions([post.pk], sight_of(post), post.space_id)
    do_move_standing([post.pk], sight_of(post))
    do_move_thread(post, was)


def do_move_thread(post: Post, was: Sight) -> None:
    """Give what stands under `post`, which was for `was`, its place again."""
    for sight, keys in moves_under(post, was).items():
        Post.objects.filter(pk__in=keys).update(label=sight.label, readers=sight.readers_id)
        do_narrow_versions(keys, sight, post.space_id)
        do_move_newest(keys, sight)


def moves_under(post: Post, was: Sight) -> dict[Sight, list[int]]:
    """The keys of the comments under `post` that move, by where they move to."""
    sights, moves = {post.pk: sight_of(post)}, defaultdict(list)
    stays = post.space.two_person and post.label == Label.CLEAR
    # A comment is written after what it answers.
    for comment in Post.objects.filter(root=post.root_id or post.pk).exclude(pk=post.pk).order_by("pk"):
        above = sights.get(comment.parent_id or comment.root_id or 0)
        if above is None:
            continue
        now = sight_of(comment)
        follows = comment.organisation_id == post.organisation_id and now == was and not stays
        sights[comment.pk] = new = above if follows or holds(now, above, post.space_id) else now
        if new != now:
            moves[new].append(comment.pk)
    return moves


def do_narrow_versions(keys: Sequence[int], sight: Sight, space_id: int) -> None:
    """Make the versions of these posts as narrow as `sight`, where they are wider."""
    do_narrow_rows(Revision.objects.filter(post__in=keys).exclude(label=""), sight, space_id)
    for table in all_version_tables():
        do_narrow_rows(table.of(keys), sight, space_id)


def do_narrow_rows(versions: QuerySet[Any], sight: Sight, space_id: int) -> None:
    """The same for the versions of one table."""
    for label, readers_id in list(versions.order_by().values_list("label", "readers").distinct()):
        if holds(Sight(label, readers_id), sight, space_id):
            same = versions.filter(label=label, readers=readers_id)
            same.update(label=sight.label, readers=sight.readers_id)


def do_move_newest(keys: Sequence[int], sight: Sight) -> None:
    """The newest version is the text as it stands: it is for those who see the post."""
    newest = Revision.objects.filter(post__in=keys).order_by().values("post").annotate(number=Max("number"))
    for row in newest:
        Revision.objects.filter(**row).update(label=sight.label, readers=sight.readers_id)
    do_move_standing(keys, sight)


def do_move_standing(keys: Sequence[int], sight: Sight) -> None:
    """What rooms above keep of the text as it stands is for those who see the post, too."""
    for table in all_version_tables():
        table.standing(keys).update(label=sight.label, readers=sight.readers_id)
