"""Documents seen and keys lent: dated notes on a person, which a resource may require."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import hold_person, refuse_erased
from espaces.models import KeyLoan, Person, PersonDocument, ReducedAudience, Structure, Venue
from espaces.services.acts import record_act


@transaction.atomic
def note_document(
    *,
    actor: Person,
    person: Person,
    structure: Structure,
    kind: str,
    valid_from: date,
    valid_to: date | None = None,
    note: str = "",
    audience: ReducedAudience | None = None,
) -> PersonDocument:
    """A host has seen the document; it counts from `valid_from` (included) to `valid_to` (excluded).

    `audience`: which reduced price it proves the right to, until its end date.
    """
    refuse_erased(hold_person(person.pk))
    document = PersonDocument(
        person=person,
        structure=structure,
        kind=kind,
        audience=audience,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note,
        seen_by=actor,
    )
    _check(document)
    document.save()
    record_act(actor=actor, verb="document_seen", target=document, person=person.pk, kind=kind)
    return document


@transaction.atomic
def end_document(*, actor: Person, document: PersonDocument, valid_to: date) -> None:
    document.valid_to = valid_to
    _check(document)
    document.save(update_fields=["valid_to"])
    record_act(actor=actor, verb="document_ended", target=document, valid_to=valid_to.isoformat())


@transaction.atomic
def lend_key(*, actor: Person, person: Person, venue: Venue, label: str, lent_on: date) -> KeyLoan:
    """The database refuses a key lent twice, in a race too."""
    refuse_erased(hold_person(person.pk))
    loan = KeyLoan(person=person, venue=venue, label=label.strip(), lent_on=lent_on, recorded_by=actor)
    try:
        _check(loan)
        with transaction.atomic():
            loan.save()
    except IntegrityError:
        raise Refused("key_lent", _("This key is already lent.")) from None
    record_act(actor=actor, verb="key_lent", target=loan, person=person.pk)
    return loan


@transaction.atomic
def return_key(*, actor: Person, loan: KeyLoan, returned_on: date) -> None:
    """Returned twice keeps the first day."""
    if loan.returned_on:
        return
    loan.returned_on = returned_on
    _check(loan)
    loan.save(update_fields=["returned_on"])
    record_act(actor=actor, verb="key_returned", target=loan, person=loan.person_id)


def _check(row: PersonDocument | KeyLoan) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused("invalid", " ".join(error.messages)) from None
