"""Address names for things with human names in any script."""

from __future__ import annotations

from collections.abc import Callable

from anyascii import anyascii
from django.utils.text import slugify


def make_slug(name: str, taken: Callable[[str], bool], *, limit: int = 60) -> str:
    """Give an ASCII slug for `name` for which `taken(slug)` is false; `София` gives `sofiya`.

    A name without any usable character gives `x`; a number is appended until the slug is free.
    """
    base = slugify(anyascii(name))[:limit].strip("-") or "x"
    slug, n = base, 2
    while taken(slug):
        slug, n = f"{base[: limit - 5]}-{n}", n + 1
    return slug
