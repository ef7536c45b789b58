"""Resources and places as their host describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from espaces.forms.days import DayField
from espaces.forms.venues import add_quota_fields, quota_fields_of
from espaces.models import PersonDocument, Place, Plan, Resource
from espaces.models.resources import MOST_PLACES


class DesksForm(forms.Form):
    """The step "desks" of a new venue: one pool of desks, perhaps a meeting room."""

    desks = forms.IntegerField(
        label=_("How many desks?"),
        initial=4,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("In the shared room, booked by the half-day or the day."),
    )
    has_room = forms.BooleanField(
        label=_("There is also a meeting room"), required=False, help_text=_("Booked by the hour.")
    )
    room_seats = forms.IntegerField(
        label=_("Seats in the meeting room"), initial=6, min_value=1, max_value=500, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("has_room") and cleaned.get("room_seats") is None and "room_seats" not in self.errors:
            self.add_error("room_seats", _("Say how many people the meeting room seats."))
        return cleaned

    def room(self) -> int | None:
        return self.cleaned_data["room_seats"] if self.cleaned_data["has_room"] else None


class ResourceForm(forms.ModelForm):
    """Everything about one resource but its places and hours. `step_minutes` and the durations: slots only."""

    required_documents = forms.MultipleChoiceField(
        label=_("Documents needed"),
        choices=PersonDocument.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        help_text=_("A host must have seen them before the person can book."),
    )

    class Meta:
        model = Resource
        fields = [
            "name",
            "kind",
            "description",
            "booking_mode",
            "capacity",
            "step_minutes",
            "min_minutes",
            "max_minutes",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "notice_minutes",
            "horizon_days",
            "release_minutes",
            "audience",
            "plans",
            "required_documents",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "booking_mode": forms.RadioSelect(attrs={"class": "segmented"}),
            "plans": forms.CheckboxSelectMultiple(),
        }
        help_texts = {
            "notice_minutes": _("Empty: as the venue."),
            "horizon_days": _("Empty: as the venue."),
            "max_minutes": _("Empty: as long as the venue is open."),
            "buffer_before_minutes": _("Kept free before each reservation."),
            "buffer_after_minutes": _("Kept free after each reservation."),
        }

    GROUPS = {
        "what": ["name", "kind", "description", "booking_mode", "capacity"],
        "times": [
            "step_minutes",
            "min_minutes",
            "max_minutes",
            "buffer_before_minutes",
            "buffer_after_minutes",
        ],
        "limits": ["notice_minutes", "horizon_days", "release_minutes"],
        "people": ["audience", "plans", "required_documents"],
    }

    def __init__(
        self, *args: Any, plans: QuerySet[Plan], quotas: Mapping[tuple[str, str], int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plans"].queryset = plans  # type: ignore[attr-defined]
        self.fields["booking_mode"].choices = Resource.BookingMode.choices  # type: ignore[attr-defined]
        add_quota_fields(self, quotas)

    @property
    def groups(self) -> dict[str, list[forms.BoundField]]:
        shown = {group: [self[name] for name in names] for group, names in self.GROUPS.items()}
        return {**shown, "quotas": quota_fields_of(self)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("audience") == Resource.Audience.PLANS and not cleaned.get("plans"):
            self.add_error("plans", _("Choose the plans whose holders may book."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewResourceForm(ResourceForm):
    places = forms.IntegerField(
        label=_("How many places?"),
        initial=1,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("Desks of an open space; 1 for a meeting room."),
    )
    GROUPS = {
        **ResourceForm.GROUPS,
        "what": ["name", "kind", "places", "description", "booking_mode", "capacity"],
    }


class PlacesForm(forms.Form):
    """More places, from a day on."""

    count = forms.IntegerField(
        label=_("How many more places?"), min_value=1, max_value=MOST_PLACES, initial=1
    )
    valid_from = DayField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: they have always been there."),
    )


class PlaceForm(forms.ModelForm):
    features = forms.MultipleChoiceField(
        label=_("Features"),
        choices=Place.Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )

    class Meta:
        model = Place
        fields = ["label", "features"]
        help_texts = {"label": _("What people call it, when it has another name than its number.")}


class EndPlaceForm(forms.Form):
    on = DayField(
        label=_("First day without it"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
