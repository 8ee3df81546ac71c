"""Template words of posts: what a post's kind says about it, and texts made readable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from intercity.core.markdown import to_html
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import Fact, Kind, kind_of
from intercity.posts.models import Post
from intercity.posts.waiting import is_waiting
from intercity.spaces.agreeing import ask_to_join, lacks_agreement, stays_out
from intercity.spaces.models import Space

register = template.Library()

REACH = re.compile(r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?P<phone>\+?\(?\d[\d ()./-]{5,22}\d)")


@register.filter
def kind(post: Post) -> Kind:
    """The kind object of a post."""
    return kind_of(post)


@register.filter
def card_facts(post: Post) -> list[Fact]:
    """The few facts of a card."""
    return kind_of(post).card_facts(post)


@register.filter
def mail_facts(post: Post) -> list[Fact]:
    """The few facts of a mail."""
    return kind_of(post).mail_facts(post)


@register.filter
def asks(post: Post) -> bool:
    """Whether what stands under it are answers, and no mere comments."""
    return kind_of(post).asks


@register.filter
def waits(post: Post) -> bool:
    """Whether somebody waits for an answer to it, where one can be given."""
    return is_waiting(post)


@register.filter
def waits_for_agreement(space: Space, viewer: Viewer) -> bool:
    """Whether the viewer writes there as soon as their lead has accepted the exchange agreement."""
    return lacks_agreement(viewer, space)


@register.filter
def ask_to_join_first(space: Space, viewer: Viewer) -> str:
    """What else comes first where no lead of theirs can accept it; "" where one can."""
    return ask_to_join() if stays_out(viewer, space) else ""


@register.filter
@lru_cache(maxsize=128)
def markdown(text: str) -> SafeString:
    """Markdown as sanitised HTML; what was shown lately is not worked out again for each reader."""
    # The sanitiser has been over it.
    return mark_safe(to_html(text))


@register.filter
def reachable(text: str) -> SafeString:
    """A line about whom to call, its telephone numbers and mail addresses made links."""
    parts, at = [], 0
    for found in REACH.finditer(text):
        parts += [escape(text[at : found.start()]), link_to(found)]
        at = found.end()
    parts.append(escape(text[at:]))
    # Every part is escaped.
    return mark_safe("".join(parts))


def link_to(found: re.Match[str]) -> SafeString:
    """One telephone number or mail address as a link."""
    text = found.group()
    if found["mail"]:
        return format_html('<a href="mailto:{0}">{0}</a>', text)
    number = re.sub(r"[^\d+]", "", text.replace("(0)", ""))
    return format_html('<a href="tel:{}">{}</a>', number, text)


@register.filter(name="get")
def get_value(params: Mapping[str, str], name: str) -> str:
    """The value of one parameter of the address, or nothing."""
    return params.get(name, "")


@register.simple_tag(takes_context=True)
def narrow(context: template.Context, param: str, value: str | None) -> str:
    """The address of this list with one filter set, or (None) taken away, and the others kept.

    `carried` are pairs of the page that are no filters and stay, such as the columns of a table.
    """
    chosen = {one.param: one.value for one in context["wish"].chosen if one.param != param}
    if value is not None:
        chosen[param] = value
    chosen.update(context.get("carried") or ())
    return f"?{urlencode(chosen)}" if chosen else "?"
