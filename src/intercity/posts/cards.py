"""Cards and comments as HTML: the same bytes for everyone who may see them, in one language.

Cards are rendered once per change and language and kept in the process (`activity.kept`), each with the audience
of the very version that it shows. A card is handed out only to viewers of that audience, whatever chose it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from intercity.activity.kept import KEEPER, Shelf, catch_up
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.visibility import kept_audiences_of


@dataclass(frozen=True, slots=True)
class Card:
    """A rendered card, and who may see what it says."""

    html: SafeString
    audience: frozenset[str]


# Some ten thousand cards of usual length.
CARDS: Shelf[Card] = KEEPER.shelf(24 * 1024 * 1024)


def cards_of(viewer: Viewer, keys: Sequence[int], language: str, since: int | None = None) -> list[SafeString]:
    """The cards of the posts with these primary keys, in their order; only those missing are read and rendered.

    Posts that `viewer` may not see (any more) are left out. `since` is what `catch_up()` gave, if it was called.
    """
    since = catch_up() if since is None else since
    found = {key: card for key in keys if (card := CARDS.get((key, language))) is not None}
    missing = [key for key in keys if key not in found]
    if missing:
        posts = Post.objects.visible_to(viewer).roots().for_cards().filter(pk__in=missing)
        found |= make_cards(posts, language, since)
    audiences = kept_audiences_of(viewer, since)
    cards = (found.get(key) for key in keys)
    return [card.html for card in cards if card is not None and not audiences.isdisjoint(card.audience)]


def make_cards(posts: Iterable[Post], language: str, since: int | None) -> dict[int, Card]:
    """Render the cards of `posts`, read after `catch_up()` gave `since`, and keep them; None keeps nothing."""
    rows = list(posts)
    made = {}
    for post, html in zip(rows, render_each("posts/_card.html", "post", rows, language), strict=True):
        made[post.pk] = card = Card(html, post.audience)
        if since is not None and post.is_published and post.root_id is None:
            tags = (post.uid, post.organisation.uid, post.space.uid, "topic")
            CARDS.keep((post.pk, language), card, tags, since, size=2 * len(html))
    return made


def render_card(post: Post, language: str, since: int | None = None) -> SafeString:
    """The card of one post in `language`; `post` best comes from `Post.objects.for_cards()`.

    Nothing in it depends on who looks. Whether somebody may see it is the caller's question (`visible_to`).
    """
    return render_cards([post], language, since)[0]


def render_cards(posts: Iterable[Post], language: str, since: int | None = None) -> list[SafeString]:
    """The cards of several posts that are at hand; those that are kept are not rendered again.

    With `since` (what `catch_up()` gave before the posts were read) new ones are kept.
    """
    catch_up()
    rows = list(posts)
    # A kept card may be newer than the post at hand: it is used only where the same people may see it.
    kept = {post.pk: card for post in rows if (card := CARDS.get((post.pk, language))) and is_for_same(card, post)}
    made = make_cards([post for post in rows if post.pk not in kept], language, since)
    return [(kept.get(post.pk) or made[post.pk]).html for post in rows]


def is_for_same(card: Card, post: Post) -> bool:
    """Whether a card shows its post to the same people as the post at hand."""
    return card.audience == post.audience


def render_comment(comment: Post, language: str) -> SafeString:
    """One comment as it stands in a thread, without the replies under it."""
    return render_each("posts/_comment.html", "comment", [comment], language)[0]


def render_each(name: str, word: str, posts: Iterable[Post], language: str) -> list[SafeString]:
    """Render template `name` for each post, which it calls `word`; the template is looked up once."""
    with override(language):
        template = get_template(name)
        # Templates escape what they are given.
        return [mark_safe(template.render({word: post})) for post in posts]
