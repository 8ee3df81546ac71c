"""Cards and comments as HTML: the same bytes for everyone who may see them, in one language."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from intercity.posts.models import Post


def render_card(post: Post, language: str) -> SafeString:
    """The card of one post in `language`; `post` best comes from `Post.objects.for_cards()`.

    Nothing in it depends on who looks. Whether somebody may see it is the caller's question (`visible_to`).
    """
    return render_cards([post], language)[0]


def render_cards(posts: Iterable[Post], language: str) -> list[SafeString]:
    """The cards of several posts."""
    return render_each("posts/_card.html", "post", posts, language)


def render_comment(comment: Post, language: str) -> SafeString:
    """One comment as it stands in a thread, without the replies under it."""
    return render_each("posts/_comment.html", "comment", [comment], language)[0]


def render_each(name: str, word: str, posts: Iterable[Post], language: str) -> list[SafeString]:
    """Render template `name` for each post, which it calls `word`; the template is looked up once."""
    template = get_template(name)
    with override(language):
        # Templates escape what they are given.
        return [mark_safe(template.render({word: post})) for post in posts]
