"""The words of reminders, and the period of a statement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import ReminderStep
from billing.rules.books.closings import Period
from billing.rules.reminders import EARLIEST, LATEST, Wording
from espaces.forms.networks import date_field
from espaces.rules.plan_terms.months import add_months
from reservations.forms.units import SentOnce

LONGEST = timedelta(days=3660)


class StepForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days after the day by which it is to be paid"),
        min_value=EARLIEST,
        max_value=LATEST,
        help_text=_("A negative number: so many days before."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))
    is_active = forms.BooleanField(label=_("Send this reminder"), required=False, initial=True)

    def __init__(self, *args: Any, step: ReminderStep | None = None, **kwargs: Any) -> None:
        if step is not None:
            names = ("days", "subject", "text", "is_active")
            kwargs["initial"] = {name: getattr(step, name) for name in names}
        super().__init__(*args, **kwargs)

    def wording(self) -> Wording:
        """Of a valid form. Browsers send the ends of lines of another century."""
        values = self.cleaned_data
        return Wording(values["days"], values["subject"], values["text"].replace("\r\n", "\n"))


class RemindForm(SentOnce):
    """By hand."""


class PeriodForm(forms.Form):
    """Both days included; since the start of the year before, unless said."""

    hide_optional = True

    since = date_field(_("From"), required=False)
    until = date_field(_("Until"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.usual = Period(add_months(today.replace(day=1), -12), today + timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is not before the first one."))
        if since and (until or self.today) - since > LONGEST:
            self.add_error("since", _("Ten years at most."))
        return values

    def period(self) -> Period:
        """What was asked for, or the usual one when it cannot be."""
        if not self.is_valid():
            return self.usual
        until = self.cleaned_data["until"]
        ends_on = until + timedelta(days=1) if until else self.usual.ends_on
        starts_on = self.cleaned_data["since"] or min(self.usual.starts_on, ends_on - timedelta(days=1))
        return Period(min(starts_on, ends_on - timedelta(days=1)), ends_on)


class SealForm(SentOnce):
    """A seal that left the house, from the mail or the folder where it was kept."""

    seal = forms.FileField(label=_("Seal"), max_length=200)
    agreed = forms.BooleanField(
        label=_("Go on from the numbers of this seal: what is missing since then is lost, and will be named.")
    )

    def clean_seal(self) -> str:
        file = self.cleaned_data["seal"]
        if file.size > 100_000:
            raise forms.ValidationError(_("This file is not a seal of the books."))
        content: bytes = file.read()
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is not a seal of the books.")) from None


class CloseMonthForm(forms.Form):
    agreed = forms.BooleanField(
        label=_("I have understood: nothing dated before that day will be issued, changed or paid any more.")
    )
