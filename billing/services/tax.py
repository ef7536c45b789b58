"""Whether a structure charges VAT, from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Charge, TaxRegime
from espaces.errors import Refused
from espaces.models import Person, Structure
from espaces.rules.dates_in_words import day_in_words
from espaces.services.acts import record_act


@transaction.atomic
def set_tax_regime(*, actor: Person, structure: Structure, regime: str, valid_from: date) -> TaxRegime:
    """From that day on; what is already owed for days since then is not taxed again."""
    charged = (
        Charge.objects.live()
        .filter(structure=structure, happened_on__gte=valid_from)
        .order_by("happened_on")
        .values_list("happened_on", flat=True)
        .first()
    )
    if charged is not None:
        message = _("Amounts are already owed since %(day)s under the regime before: choose a later day.")
        raise Refused("already_charged", message % {"day": day_in_words(charged)})
    row = TaxRegime.objects.filter(structure=structure, valid_from=valid_from).first()
    row = row or TaxRegime(structure=structure, valid_from=valid_from)
    row.regime = regime
    row.full_clean()
    row.save()
    record_act(
        actor=actor, verb="tax_regime_set", target=row, regime=regime, valid_from=valid_from.isoformat()
    )
    return row
