"""Numbers and shares of figures as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.core.days import day_words
from intercity.kinds.rollcall.values.showing import show_number, unit_of

# Between a number and its unit: they stay on one line.
GAP = "\N{NO-BREAK SPACE}"
CENT = Decimal("0.01")


def rounded(value: Decimal) -> Decimal:
    """With as many decimals as are worth reading."""
    return value.quantize(CENT, ROUND_HALF_UP) if abs(value) < Decimal(10) ** 20 else value


def number_text(value: Decimal | int) -> str:
    """A number, exactly: 1,234.5 in English."""
    return show_number(Decimal(value))


def amount_text(value: Decimal, unit: str) -> str:
    """A number with its unit or currency."""
    return f"{number_text(value)}{GAP}{unit_of(value, unit)}" if unit else number_text(value)


def per_head_unit(unit: str) -> str:
    """What is counted, where it is told per inhabitants."""
    return _("%(unit)s per 100,000 people") % {"unit": unit} if unit else _("per 100,000 people")


def share_text(part: int, whole: int) -> str:
    """A share in whole percent; "" of nothing."""
    return f"{number_text(round(100 * part / whole))}{GAP}%" if whole else ""


def day_text(day: date) -> str:
    """A day written out."""
    return day_in(day, get_language() or "en")


@lru_cache(maxsize=4096)
def day_in(day: date, language: str) -> str:
    """Kept: a page has the same few days again and again."""
    return day_words(day, language=language)


def time_html(at: datetime) -> str:
    """A moment; browsers make it relative and keep the exact one on hover."""
    local = timezone.localtime(at)
    shown = f"{day_text(local.date())}, {local:%H:%M}"
    return f'<time datetime="{local.isoformat(timespec="seconds")}" data-relative>{escape(shown)}</time>'
