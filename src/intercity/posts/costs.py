"""What something costs, so that costs can be laid side by side: amounts are never changed into another currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Final

from babel.numbers import format_currency
from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intercity.core.currencies import CODES
from intercity.organisations.models import Organisation

DIGITS: Final = 18
PLACES: Final = 2
MONTHS: Final = 12
CENT: Final = Decimal("0.01")
# Below it two places would say nothing: two digits are kept.
SMALL: Final = Decimal("0.1")


class Period(models.TextChoices):
    """For how long an amount is."""

    ONCE = "once", gettext_lazy("Once")
    YEARLY = "yearly", gettext_lazy("Each year")
    MONTHLY = "monthly", gettext_lazy("Each month")


@dataclass(frozen=True)
class Cost:
    """An amount of money, for how long it is, how many people live where it is spent (None: nobody knows), and who
    spends it.

    Raises ValueError for an amount below nothing, and for what is no currency or period.
    """

    amount: Decimal
    currency: str
    period: str
    people: int | None = None
    who: str = ""

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount < 0:
            raise ValueError(self.amount)
        if self.currency not in CODES or self.period not in Period.values:
            raise ValueError(self.currency, self.period)

    @property
    def is_once(self) -> bool:
        """Whether it is spent only once. What is spent once and what comes each year are never compared."""
        return self.period == Period.ONCE

    @property
    def comparable(self) -> Decimal:
        """The whole of it, or what it comes to in a year."""
        return self.amount * MONTHS if self.period == Period.MONTHLY else self.amount

    @property
    def per_head(self) -> Decimal | None:
        """The same for each inhabitant, unrounded; None where nobody knows how many there are."""
        return self.comparable / self.people if self.people else None

    @property
    def rounded(self) -> Decimal | None:
        """`per_head`, rounded as people read it."""
        return None if self.per_head is None else rounded(self.per_head)

    @property
    def given(self) -> str:
        """As it was said: "€12,000.00 each month"."""
        sums = {
            Period.ONCE: _("%(amount)s once"),
            Period.YEARLY: _("%(amount)s each year"),
            Period.MONTHLY: _("%(amount)s each month"),
        }
        return sums[Period(self.period)] % {"amount": money(self.amount, self.currency)}

    @property
    def each(self) -> str:
        """For each inhabitant, and year where it comes again; "" where nobody knows how many there are."""
        if self.rounded is None:
            return ""
        amount = {"amount": money(self.rounded, self.currency)}
        if self.is_once:
            return _("%(amount)s per inhabitant, once") % amount
        return _("%(amount)s per inhabitant and year") % amount


@dataclass(frozen=True)
class Group:
    """Costs that may be compared: of one currency, all spent once or all each year."""

    currency: str
    is_once: bool


def rounded(amount: Decimal) -> Decimal:
    """To cents, or to two digits where it is less than a tenth."""
    if amount >= SMALL or not amount:
        return amount.quantize(CENT, ROUND_HALF_UP)
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1), ROUND_HALF_UP)


def money(amount: Decimal, currency: str) -> str:
    """An amount as the reader's language writes it, with all its digits."""
    return str(format_currency(amount, currency, locale=get_language() or "en", decimal_quantization=False))


def cost_of(organisation: Organisation, amount: Decimal | None, currency: str, period: str) -> Cost | None:
    """What an organisation says that it spends; None where it does not say all three."""
    if amount is None or currency not in CODES or period not in Period.values:
        return None
    place = organisation.place
    people = place.population or None if place is not None else None
    return Cost(amount, currency, period, people, organisation.plate)


def order(cost: Cost) -> tuple[str, bool, bool, Decimal, Decimal]:
    """Within a currency what comes each year, then what is spent once; the least for each inhabitant first, and last
    those of whom it cannot be said.
    """
    each = cost.per_head
    return (cost.currency, cost.is_once, each is None, each or Decimal(0), cost.comparable)


def group_of(cost: Cost) -> Group:
    """With which others it may be compared."""
    return Group(cost.currency, cost.is_once)


def in_groups(costs: Iterable[tuple[Cost, object]]) -> list[tuple[Group, Sequence[tuple[Cost, object]]]]:
    """Each cost with whatever belongs to it, in groups that may be compared, in `order`."""
    rows = sorted(costs, key=lambda pair: order(pair[0]))
    return [(group, list(some)) for group, some in groupby(rows, key=lambda pair: group_of(pair[0]))]
