"""What a presence should have been, on the venue's clock."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.forms.days import DayField
from espaces.models import Person
from espaces.rules.clock import ONE_DAY, instant
from reservations.forms.stays import DATE_INPUT, TIME_INPUT
from reservations.forms.visitors import VenueForm, VisitorInput
from reservations.queries.visitors import same_name, visitors_named


class PresenceForm(VenueForm):
    """A departure that is not after the arrival is the next morning's. No departure: still there."""

    day = DayField(label=_("Day"), widget=DATE_INPUT)
    arrived = forms.TimeField(label=_("Arrived at"), widget=TIME_INPUT)
    left = forms.TimeField(
        label=_("Left at"), required=False, widget=TIME_INPUT, help_text=_("Empty: still there.")
    )
    person = forms.CharField(
        label=_("Who was there"),
        required=False,
        max_length=180,
        widget=VisitorInput,
        help_text=_("Only if it was somebody else: a person already known here."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean_person(self) -> Person | None:
        typed = self.cleaned_data["person"]
        if not typed:
            return None
        found = visitors_named(self.venue.structure, typed)
        exact = same_name(found, typed) or found
        if len(exact) != 1:
            message = _("Several people match: write the whole name, or the number of the person.")
            raise forms.ValidationError(message if exact else _("Nobody of that name is known here."))
        return exact[0]

    @property
    def started_at(self) -> datetime:
        return self._instant(self.cleaned_data["arrived"])

    @property
    def ended_at(self) -> datetime | None:
        left = self.cleaned_data["left"]
        return None if left is None else self._instant(left, after=self.cleaned_data["arrived"])

    def _instant(self, at: time, after: time | None = None) -> datetime:
        day = self.cleaned_data["day"]
        next_morning = after is not None and at < after
        return instant(day + ONE_DAY if next_morning else day, at, self.venue.zone)


class StrikeOutForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
