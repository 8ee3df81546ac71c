"""The language of the few sentences that the front says without Django."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header


def wanted_language(accept_language: str) -> str:
    """The best of our languages for an Accept-Language header; the site's own if it names none of them."""
    for code, _quality in parse_accept_lang_header(accept_language):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def said_in(language: str, sentence: object) -> str:
    """A lazily translated sentence in that language."""
    with override(language):
        return str(sentence)
