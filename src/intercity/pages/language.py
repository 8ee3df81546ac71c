"""The switch of the page's language."""

from __future__ import annotations

from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from intercity.core.origin import from_our_pages

# The form stands in every page, also in those that are the same for everybody: so it carries no token.
switch = from_our_pages(require_POST(set_language))
