"""What an address may ask of a list of posts: the same in stream, table, map and search."""

from __future__ import annotations

from intercity.posts.filters.facets import facets_for
from intercity.posts.filters.wish import Chosen, Facet, Wish, read_wish

__all__ = ["Chosen", "Facet", "Wish", "facets_for", "read_wish"]
