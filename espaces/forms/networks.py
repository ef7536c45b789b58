from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from espaces.forms.choices import choose_among
from espaces.forms.days import DayField
from espaces.models import Network, RoleKind, Structure, Venue

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def date_field(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    return DayField(label=label, required=required, help_text=help_text, widget=DATE)


class NetworkForm(forms.ModelForm):
    class Meta:
        model = Network
        fields = ["name", "tagline", "contact_email", "publisher"]


class StructureForm(forms.ModelForm):
    """Numbers may be written with spaces, as on letterheads."""

    siren = forms.CharField(label=_("SIREN"), max_length=20, required=False)
    siret = forms.CharField(label=_("SIRET"), max_length=20, required=False)

    class Meta:
        model = Structure
        fields = ["name", "kind", "siren", "siret", "email", "phone", "address", "postcode", "town"]

    def clean_siren(self) -> str:
        return "".join(self.cleaned_data["siren"].split())

    def clean_siret(self) -> str:
        return "".join(self.cleaned_data["siret"].split())

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewStructureForm(StructureForm):
    starts_on = date_field(_("Belongs to the network from"))


class AffiliationForm(forms.Form):
    """Structures already managed by the coordinator and not yet in the network."""

    structure = forms.ModelChoiceField(Structure.objects.none(), label=_("Structure"))
    starts_on = date_field(_("From"))
    ends_on = date_field(_("Until (excluded)"), required=False)

    def __init__(self, *args: Any, structures: QuerySet[Structure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "structure", structures)


class EndForm(forms.Form):
    """The first day on which something no longer holds."""

    ends_on = date_field(_("First day without it"))


class NetworkInvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    kind = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (RoleKind.COORDINATOR, RoleKind.COORDINATOR.label),
            (RoleKind.FUNDER, RoleKind.FUNDER.label),
        ],
    )


class StructureInvitationForm(forms.Form):
    """The manager of the structure, or the host of one of its venues: one list, whose value names both."""

    email = forms.EmailField(label=_("E-mail"))

    def __init__(self, *args: Any, venues: QuerySet[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venues = {str(venue.pk): venue for venue in venues}
        hosts = [(pk, _("Host: %(venue)s") % {"venue": venue}) for pk, venue in self.venues.items()]
        choices = [*hosts, ("structure", RoleKind.MANAGER.label)]
        self.fields["target"] = forms.ChoiceField(label=_("Role"), choices=choices)

    @property
    def venue(self) -> Venue | None:
        """None: the role is for the structure itself."""
        return self.venues.get(self.cleaned_data["target"])


class NewTermsForm(forms.Form):
    text_fr = forms.CharField(label=_("Text in French"), widget=forms.Textarea(attrs={"rows": 20}))
    text_en = forms.CharField(
        label=_("Text in English"), required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
