from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from espaces.forms.choices import choose_among
from espaces.forms.networks import date_field
from espaces.models import Customer, Person, Unit, Venue

SMALLEST = Decimal("0.01")
HIMSELF = "person"


def amount_field(
    label: Any, *, least: Decimal = SMALLEST, most: Decimal = Decimal(100_000), help_text: Any = ""
) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=least, max_value=most, max_digits=8, decimal_places=2, help_text=help_text
    )


class SentOnce(forms.Form):
    """A second sending of the same page is harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ForOneOrShared(SentOnce):
    """About the person himself, or about a customer who pays for him: asked only where there is a choice."""

    holder = forms.ChoiceField(label=_("For whom"))

    def __init__(self, *args: Any, person: Person, customers: list[Customer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.customers = person, {str(one.pk): one for one in customers}
        field = self.fields["holder"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(HIMSELF, str(person)), *((pk, str(one)) for pk, one in self.customers.items())]
        field.initial = HIMSELF
        if not customers:
            field.widget, field.required = forms.HiddenInput(), False

    def organisation(self) -> Customer | None:
        """The customer chosen; None for the person himself."""
        return self.customers.get(self.cleaned_data["holder"])


class GiveUnitsForm(ForOneOrShared):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    amount = amount_field(_("How many"))
    valid_from = date_field(_("Valid from"))
    last_day = date_field(_("Last valid day"), required=False, help_text=_("Empty: without end."))
    venues = forms.ModelMultipleChoiceField(
        Venue.objects.none(),
        label=_("Only at"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: wherever the unit counts."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("The person reads it."))

    def __init__(self, *args: Any, units: QuerySet[Unit], venues: QuerySet[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "unit", units)
        choose_among(self, "venues", venues)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is not before the first one."))
        return cleaned

    def valid_to(self) -> date | None:
        last: date | None = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last else None


class OtherUseForm(ForOneOrShared):
    """`holder` is who else than the person may pay: his own units are always taken too."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    amount = amount_field(_("How many"))
    day = date_field(_("Day of use"))
    reason = forms.CharField(
        label=_("For what"), max_length=200, help_text=_("“62 prints”, “a locker in May”…")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "unit", units)
        self.today = today
        self.fields["day"].initial = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class EndGrantForm(SentOnce):
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("The person reads it."))


class CorrectGrantForm(SentOnce):
    difference = amount_field(
        _("More or fewer"), least=Decimal(-100_000), help_text=_("3 adds three, -3 takes three away.")
    )
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("The person reads it."))

    def clean_difference(self) -> Decimal:
        difference: Decimal = self.cleaned_data["difference"]
        if not difference:
            raise forms.ValidationError(_("0 changes nothing."))
        return difference
