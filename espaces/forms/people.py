from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from espaces.forms.choices import choose_among
from espaces.forms.networks import date_field
from espaces.models import Person, PersonDocument, Place, ReducedAudience, Structure
from espaces.queries.people import same_name_or_address


class PersonForm(forms.ModelForm):
    note = forms.CharField(
        label=_("Note for the hosts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The person may ask to read it: facts only, nothing about health, opinions or private life."
        ),
    )

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "email", "phone", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = True
        if self.instance.user_id:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("This person has a login: only they can change it.")

    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewPersonForm(PersonForm):
    """Somebody who looks like a person already known is only added after a second look."""

    really_new = forms.BooleanField(
        label=_("I have checked: this is somebody else"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, structure: Structure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure = structure
        self.alike: list[Person] = []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["really_new"]:
            self.alike = list(
                same_name_or_address(
                    self.structure,
                    first_name=cleaned["first_name"],
                    last_name=cleaned["last_name"],
                    email=cleaned["email"],
                )
            )
        if self.alike:
            self.fields["really_new"].widget = forms.CheckboxInput()
            raise forms.ValidationError(_("Somebody with this name or address is already known here."))
        return cleaned


class DocumentForm(forms.Form):
    """A proof says for which reduced price it counts, and until when."""

    kind = forms.ChoiceField(
        label=_("Document"),
        choices=PersonDocument.Kind.choices,
        help_text=_("What is kept is that you have seen it, and when: no copy, no number."),
    )
    audience = forms.ModelChoiceField(
        ReducedAudience.objects.none(),
        label=_("Right to the reduced price for"),
        required=False,
        help_text=_("Only for a proof: it then needs an end date."),
    )
    valid_from = date_field(_("Valid from"))
    valid_to = date_field(_("Until (excluded)"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, audiences: QuerySet[ReducedAudience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "audience", audiences)
        if not audiences:
            del self.fields["audience"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_proof = cleaned.get("kind") == PersonDocument.Kind.PROOF
        if is_proof and "audience" in self.fields and not cleaned.get("audience"):
            self.add_error("audience", _("Say which reduced price it proves the right to."))
        if not is_proof and "audience" in cleaned:
            cleaned["audience"] = None
        if (
            is_proof
            and cleaned.get("audience")
            and not cleaned.get("valid_to")
            and "valid_to" not in self.errors
        ):
            self.add_error("valid_to", _("A proof for a reduced price has an end date."))
        return cleaned


class KeyForm(forms.Form):
    label = forms.CharField(label=_("Key or badge"), max_length=80, help_text=_("Its number or its name."))
    lent_on = date_field(_("Lent on"))


class PlaceChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        return f"{place.resource.venue} · {place.resource} · {place}"


class AllotmentForm(forms.Form):
    place = PlaceChoiceField(Place.objects.none(), label=_("Place"))
    starts_on = date_field(_("From"))
    ends_on = date_field(_("Until (excluded)"), required=False)

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "place", places)


class WrittenRequestForm(forms.Form):
    """A manager erases because he was asked to: the letter or the mail is kept by the structure."""

    asked_on = date_field(_("Date of the written request"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_asked_on(self) -> date:
        asked_on: date = self.cleaned_data["asked_on"]
        if asked_on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return asked_on
