"""The connection of a series with its editions, and how an address is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intercity.posts.links import LinkSort

SERIES = LinkSort("series", _("Editions"), _("An edition of"), general=False)


def address_link(address: str) -> str:
    """A web address as a link that says where it leads; "" for none."""
    if urlsplit(address).scheme not in ("http", "https"):
        return ""
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', address, urlsplit(address).netloc)
