"""Who pays, asked of a host only where somebody else than the person may: once it is known who comes, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from espaces.models import Customer, Person
from reservations.queries.payers import payers_of_visit
from reservations.rules.visitors import NewVisitor

HIMSELF = "0"


class PayerForm(forms.Form):
    """`payers`: those to choose from, the one proposed first; None is the person. Empty: nothing is asked."""

    payer = forms.CharField(label=_("Who pays?"), required=False, max_length=20, widget=forms.Select)
    payers: Sequence[Customer | None] = ()

    def offer_payers(self, visitor: Person | NewVisitor | None, day: date) -> None:
        self.payers = payers_of_visit(visitor, day) if isinstance(visitor, Person) else ()
        choices = [(number_of(payer), str(payer or visitor)) for payer in self.payers]
        self.fields["payer"].widget.choices = choices

    def payer_chosen(self) -> Customer | None:
        """Among those offered. Raises ValidationError where nobody was chosen, or who does not pay for him."""
        sent = self.cleaned_data["payer"]
        if sent in {"", HIMSELF} and not self.payers:
            return None
        if not sent:
            raise ValidationError({"payer": _("Somebody else may pay: choose, then send again.")})
        for payer in self.payers:
            if number_of(payer) == sent:
                return payer
        raise ValidationError(_("This customer does not pay for this person on that day."))

    def payer_proposed(self) -> Customer | None:
        """For a price that is only read: the one proposed, as long as nobody was chosen."""
        if self.cleaned_data["payer"]:
            return self.payer_chosen()
        return next(iter(self.payers), None)


def number_of(payer: Customer | None) -> str:
    return str(payer.pk) if payer else HIMSELF
