"""Template words used everywhere."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language

from intercity.core.days import day_words, moment_words
from intercity.core.text import with_colon

register = template.Library()


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """`<time>` with the exact time as text; the browser makes it relative and keeps the exact one on hover."""
    if at is None:
        return ""
    return format_html('<time datetime="{}" data-relative>{}</time>', *written_out(at))


@register.filter
def exactly(at: datetime) -> SafeString:
    """`<time>` that stays exact, for what somebody has to count on."""
    return format_html('<time datetime="{}">{}</time>', *written_out(at))


def written_out(at: datetime) -> tuple[str, str]:
    """A moment for machines, and in the reader's language with the city whose time it is."""
    local = timezone.localtime(at)
    return local.isoformat(timespec="seconds"), moment_words(local, "d MMM yyyy, HH:mm (VVV)")


@register.filter
def day(value: date | None) -> SafeString | str:
    """`<time>` with the date written out in the reader's language."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_words(value))


@register.filter
def colon(term: object) -> str:
    """A term before what is said of it, with the colon of the reader's language: French puts a space before it."""
    said = with_colon(term)
    return mark_safe(said) if isinstance(term, SafeData) else said


@register.filter
@lru_cache(maxsize=256)
def language_name(code: str) -> str:
    """The name of a language in that language itself: `fr` gives `français`; an unknown code is given back."""
    try:
        return Locale.parse(code).get_display_name(code) or code
    except (UnknownLocaleError, ValueError):
        return code


@register.filter
def number(value: int | Decimal | None) -> str:
    """A number as the reader's language writes it: 342 669 in French."""
    return "" if value is None else format_decimal(value, locale=get_language() or "en")


@register.filter
def focused(field: BoundField) -> SafeString:
    """A field that gets the focus as the page opens: the first of those on a page, so that what is wrong is found."""
    return field.as_widget(attrs={"autofocus": True})


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: str | int | None) -> str:
    """The present address's query with `changes` made; None removes a key. Paging starts anew."""
    params: QueryDict = context["request"].GET
    kept = {name: values for name, values in params.lists() if name not in changes and name != "after"}
    new = {name: [str(value)] for name, value in changes.items() if value not in (None, "")}
    return "?" + urlencode({**kept, **new}, doseq=True)


@register.simple_tag
def language_buttons() -> SafeString:
    """A button for each language of the pages, the present one marked."""
    return buttons_in(get_language() or "en")


@lru_cache(maxsize=16)
def buttons_in(present: str) -> SafeString:
    """The buttons as they stand on every page of one language."""
    return format_html_join(
        "",
        '<button name="language" value="{0}" lang="{0}" title="{1}"{2}><span aria-hidden="true">{3}</span>'
        '<span class="hidden">{1}</span></button>',
        (
            (code, language_name(code), mark_safe(' aria-current="true"') if code == present else "", code.upper())
            for code, _name in settings.LANGUAGES
        ),
    )
