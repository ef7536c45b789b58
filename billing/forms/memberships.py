"""What is asked to begin, change, pause and end a membership. Consequences are read first: espaces.views.agreeing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.forms.fields import MoneyField
from billing.models import PlanPrice
from espaces.forms.choices import choose_among
from espaces.forms.networks import date_field
from espaces.models import Customer, Plan, Venue
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words as day
from espaces.rules.plan_terms.terms import Period

AT_ONCE = "at_once"


class AgreementForm(forms.Form):
    """For one plan. What leaves no choice is not asked: one venue, no team that may pay, a fixed price."""

    asked_on = date_field(_("From"))
    home_venue = forms.ModelChoiceField(
        Venue.objects.none(), label=_("Your venue"), help_text=_("Where you come most often.")
    )
    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=_("Who pays"), required=False, empty_label=_("me")
    )
    chosen = MoneyField(label=_("Amount that you choose"), decimal_places=2)

    def __init__(
        self,
        *args: Any,
        venues: QuerySet[Venue],
        teams: QuerySet[Customer],
        price: PlanPrice | None,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.only: dict[str, Any] = {"customer": None, "chosen": None}
        self.fields["asked_on"].initial = today
        self._choose_venue(venues)
        choose_among(self, "customer", teams)
        if not teams:
            del self.fields["customer"]
        if price is None or not price.free_amount:
            del self.fields["chosen"]
        else:
            self.fields["chosen"].initial = price.amount
            self.fields["chosen"].help_text = _("%(amount)s at least.") % {"amount": euros(price.amount)}

    def _choose_venue(self, venues: QuerySet[Venue]) -> None:
        found = list(venues[:2])
        if len(found) > 1:
            choose_among(self, "home_venue", venues)
            return
        del self.fields["home_venue"]
        if found:
            self.only["home_venue"] = found[0]

    def wanted(self) -> dict[str, Any]:
        return self.only | self.cleaned_data


class HostAgreementForm(forms.Form):
    """A host subscribes a person to a plan; the home venue is the host's."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"))
    asked_on = date_field(_("From"))
    customer = forms.ModelChoiceField(
        Customer.objects.none(),
        label=_("Who pays"),
        required=False,
        empty_label=_("the person"),
        help_text=_("Organisations that pay for this person."),
    )
    chosen = MoneyField(
        label=_("Amount chosen"),
        required=False,
        decimal_places=2,
        help_text=_("Only for a plan with a free amount."),
    )

    def __init__(self, *args: Any, plans: QuerySet[Plan], payers: QuerySet[Customer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "plan", plans)
        choose_among(self, "customer", payers)


class PlanChangeForm(forms.Form):
    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("New plan"))
    at_once = forms.TypedChoiceField(
        label=_("When"),
        choices=[("later", _("with the next period")), (AT_ONCE, _("today"))],
        coerce=lambda chosen: chosen == AT_ONCE,
        initial="later",
        widget=forms.RadioSelect,
        help_text=_("Today: the days not used are given back, and those left are charged."),
    )

    def __init__(self, *args: Any, plans: QuerySet[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "plan", plans)


class PauseForm(forms.Form):
    """Whole periods to come; the terms say how many a year."""

    first_days = forms.TypedMultipleChoiceField(
        label=_("Periods to pause"), coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first_days = self.fields["first_days"]
        assert isinstance(first_days, forms.ChoiceField)
        first_days.choices = [
            (
                period.starts_on.isoformat(),
                _("from %(first)s to %(last)s")
                % {"first": day(period.starts_on), "last": day(period.last_day)},
            )
            for period in periods
        ]


class LeavingForm(forms.Form):
    """Nothing is asked: the terms say when."""


class HostEndForm(forms.Form):
    ends_on = date_field(_("First day without this membership"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed where the terms agreed would not let it end so early."),
    )


class ColleagueForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"))


class OrganisationForm(forms.ModelForm):
    """An employer, a company, a council; the SIRET may be written with spaces."""

    siret = forms.CharField(label=_("SIRET"), max_length=20, required=False)

    class Meta:
        model = Customer
        fields = ["organisation", "siret", "email", "address", "postcode", "town"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = True
        self.fields["organisation"].label = _("Name of the organisation")

    def clean_siret(self) -> str:
        return "".join(self.cleaned_data["siret"].split())

    def details(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
