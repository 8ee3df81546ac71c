"""The fields with which a kind says what its posts cost: once in words, once as a number that can be compared."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from intercity.core.currencies import CODES
from intercity.organisations.models import Organisation
from intercity.posts.costs import DIGITS, PLACES, Cost, Period, cost_of
from intercity.posts.kinds import Fact

COST: Final = ("cost", "cost_amount", "cost_currency", "cost_period")


class Costed(models.Model):
    """The columns, for the details of a kind."""

    cost = models.CharField(_("cost"), max_length=200, blank=True)
    cost_amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    cost_period = models.CharField(max_length=7, choices=Period.choices, blank=True)

    class Meta:
        abstract = True

    def cost_for(self, organisation: Organisation) -> Cost | None:
        """As a number, for the people of the place of `organisation`; None where it is not said."""
        return cost_of(organisation, self.cost_amount, self.cost_currency, self.cost_period)

    def plain_costs(self) -> dict[str, Any]:
        """All four as plain data, as a form takes them."""
        amount = self.cost_amount
        values = {name: getattr(self, name) for name in COST}
        return {**values, "cost_amount": None if amount is None else str(amount)}


def currency_choices() -> list[tuple[str, str]]:
    """None, the euro, then the others by their codes."""
    return [("", "—"), ("EUR", "EUR"), *((code, code) for code in sorted(CODES - {"EUR"}))]


class CostFields(forms.Form):
    """What is asked. Forms of posts put this before `PostForm`, and name `COST` among their details."""

    COST: ClassVar[tuple[str, ...]] = COST

    cost = forms.CharField(
        label=_("Cost"), required=False, max_length=200, help_text=_("With currency, and for how long.")
    )
    cost_amount = forms.DecimalField(
        label=_("Cost as a number"), required=False, min_value=0, max_digits=DIGITS, decimal_places=PLACES,
        localize=True, help_text=_("So that costs can be compared for each inhabitant. With currency and how often."),
    )  # fmt: skip
    cost_currency = forms.ChoiceField(label=_("Currency"), required=False, choices=currency_choices)
    cost_period = forms.ChoiceField(label=_("How often"), required=False, choices=[("", "—"), *Period.choices])

    def clean(self) -> dict[str, Any]:
        """An amount has its currency, and how often it is spent."""
        data = super().clean() or self.cleaned_data
        if data.get("cost_amount") is not None:
            for name in ("cost_currency", "cost_period"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("An amount needs its currency, and how often it is spent."))
        return data


def cost_facts(cost: Cost | None) -> list[Fact]:
    """The cost as a number, and what that is for each inhabitant; nothing where it is not said."""
    return [] if cost is None else [Fact(_("Cost as a number"), cost.given), Fact(_("That is"), cost.each)]
