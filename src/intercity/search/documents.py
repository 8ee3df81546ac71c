"""Posts as documents of the index."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from tantivy import Document, Schema

from intercity.core.markdown import to_text
from intercity.organisations.models import Organisation
from intercity.posts.filters.scales import adopted_steps, size_of
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.visibility import NETWORK_AUDIENCE
from intercity.search import schema as fields
from intercity.search.files import texts_of
from intercity.search.words import SearchText, text_values
from intercity.spaces.models import Group, Topic

logger = logging.getLogger("intercity.search")

# Longer texts are found by their beginning. A thread is indexed anew with each answer, so its cost is bounded.
LONGEST_TEXT = 100_000
# Few organisations have many posts: each is read once for a batch, not once for each post.
SHARED = ("space", "organisation__place__region", "organisation__place__other_names")

Comments = Mapping[int, tuple[int, str]]


def build_documents(schema: Schema, roots: Collection[Post], tree: Mapping[int, str]) -> Iterator[Document]:
    """The documents of published posts (from `posts_for_index`); one that cannot be built is logged and left out.

    `tree` comes from `topic_tree`. A post whose label no audience has is nobody's to find and gives none.
    """
    comments, files = comments_of(roots), texts_of(roots)
    for post in roots:
        try:
            values = post_values(post, comments.get(post.pk, (0, "")), tree, files.get(post.pk, ()))
        except Exception:
            logger.exception("post %s cannot be indexed", post.uid)
            continue
        if values[fields.AUDIENCE]:
            yield Document.from_dict(values, schema)


def posts_for_index(limit: int | None = None, **where: Any) -> list[Post]:
    """Published posts, no comments, with all that their documents need, in rising order of keys."""
    rows = Post.objects.roots().with_answers().filter(state="published", **where).order_by("pk")
    posts = list(rows.select_related("origin", "tally").with_details()[:limit])
    prefetch_related_objects(posts, *terms(), *SHARED)
    return posts


def terms() -> list[Prefetch[Any]]:
    """Topics and groups without their names: long lists in many languages, which slugs stand for here."""
    return [Prefetch("topics", Topic.objects.only("slug")), Prefetch("groups", Group.objects.only("slug"))]


def topic_tree() -> dict[int, str]:
    """For each topic its slug and those of all topics above it, separated by spaces."""
    rows = {pk: (slug, parent) for pk, slug, parent in Topic.objects.values_list("pk", "slug", "parent_id")}
    return {pk: " ".join(dict.fromkeys(slugs_upward(pk, rows))) for pk in rows}


def slugs_upward(pk: int | None, rows: Mapping[int, tuple[str, int | None]]) -> Iterator[str]:
    """The slugs from a topic up to the top; ends in a circle, too."""
    for _step in rows:
        if pk is None or pk not in rows:
            return
        slug, pk = rows[pk]
        yield slug


def comments_of(roots: Collection[Post]) -> Comments:
    """By post: how many answers stand under it, and their words.

    An answer counts only where it is for the same readers: who finds the thread by its words may read it.
    """
    audiences = {post.pk: (post.label, post.readers_id) for post in roots}
    rows = Post.objects.filter(root__in=list(audiences), state="published").order_by("pk")
    found: dict[int, tuple[int, str]] = {}
    for pk, label, readers, html in rows.values_list("root_id", "label", "readers_id", "html"):
        if pk is not None and (label, readers) == audiences[pk]:
            count, text = found.get(pk, (0, ""))
            found[pk] = (count + 1, f"{text}\n{to_text(html)}" if len(text) < LONGEST_TEXT else text)
    return found


def post_values(
    post: Post, comments: tuple[int, str], tree: Mapping[int, str], files: Sequence[str] = ()
) -> dict[str, Any]:
    """One post's document: field name to value."""
    count, answers = comments
    return {
        fields.KEY: post.uid,
        fields.PK: post.pk,
        fields.AUDIENCE: audience_terms(post),
        fields.FILTERS: sorted(filters_of(post, tree)),
        fields.PUBLISHED: microseconds(post.published_at),
        fields.DISCUSSED: by_number(count, post),
        fields.ADOPTED: by_number(adopted_of(post), post),
        fields.ORGANISATION: post.organisation_id,
        **text_values(search_text(post, answers, files)),
    }


def audience_terms(post: Post) -> list[str]:
    """Who may find the post; none for what nobody may."""
    audience = sorted(post.audience)
    return audience if not audience or NETWORK_AUDIENCE in audience else [*audience, fields.NARROW]


def filters_of(post: Post, tree: Mapping[int, str]) -> set[str]:
    """All that the post answers to, as `parameter:value`; parameters as in the addresses of lists."""
    organisation, kind = post.organisation, kind_of(post)
    found = {f"kind:{post.kind}", f"space:{post.space.uid}", f"level:{organisation.level}"}
    found |= {f"{param}:{value}" for param, value in kind.filter_values(post).items()}
    found |= {f"topic:{slug}" for topic in post.topics.all() for slug in tree.get(topic.pk, topic.slug).split()}
    found |= {f"group:{group.slug}" for group in post.groups.all()}
    found |= {f"adopted:{step}" for step in adopted_steps(adopted_of(post))}
    if organisation.country:
        found.add(f"country:{organisation.country}")
    if organisation.place is not None:
        found.add(f"size:{size_of(organisation.place.population)}")
    return found


def adopted_of(post: Post) -> int:
    """How many others do it too."""
    tally = getattr(post, "tally", None)
    return 0 if tally is None else tally.adopted


def by_number(count: int, post: Post) -> int:
    """A number to order by; newest first among those with the same: it stands above 33 bits of seconds."""
    return (count << 33) + max(0, int(post.published_at.timestamp()))


def microseconds(moment: datetime) -> int:
    """A moment as the index keeps it."""
    return int(moment.timestamp() * 1_000_000)


def search_text(post: Post, comments: str, files: Sequence[str] = ()) -> SearchText:
    """The words of a post, for `search.words`."""
    return SearchText(
        title=post.title,
        body=to_text(post.html[: 2 * LONGEST_TEXT])[:LONGEST_TEXT],
        extra="\n".join(kind_of(post).words(post))[:LONGEST_TEXT],
        comments=comments,
        files=files,
        language=post.language,
        organisation=post.organisation.name,
        country=post.organisation.country,
        place_names=list(place_names(post)),
        topic_slugs=[topic.slug for topic in post.topics.all()],
        group_slugs=[group.slug for group in post.groups.all()],
    )


def place_names(post: Post) -> Iterator[str]:
    """The place as its tracker wrote it, the city and its region, and the city's other names."""
    yield from () if getattr(post, "origin", None) is None else (post.origin.place_text,)
    yield from places_of(post.organisation)


def places_of(organisation: Organisation) -> Iterator[str]:
    """The names under which people look for an organisation's place."""
    yield organisation.short_name
    if organisation.place is not None:
        yield organisation.place.name
        yield organisation.place.region.name if organisation.place.region else ""
        yield from (other.folded for other in organisation.place.other_names.all())
