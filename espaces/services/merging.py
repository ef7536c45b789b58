"""Two rows for one human being become one. Nothing is deleted that says something; the old number stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_persons, lock_rows_pointing_to, locking_transaction, refuse_erased
from espaces.models import Customer, CustomerMember, Enrolment, Membership, Person, Role, TermsAcceptance
from espaces.queries.people import persons_managed_by
from espaces.queries.references import Pointer, pointers_to
from espaces.queries.roles import login_of_person
from espaces.services.acts import record_act

Settle = Callable[[models.Model, Pointer, int, datetime], None]
ADDRESS = ("address", "postcode", "town")
FILLED_FROM_OLD = ("first_name", "last_name", "email", "phone", "municipality_id")


@locking_transaction
def merge_persons(*, actor: Person, kept: Person, old: Person, now: datetime) -> Person:
    """Moves everything that points to `old`, in whatever installed app, to `kept`; `old` then points to `kept`.

    Locks both persons, then the rows that move, in the written order. Where a unique constraint refuses a row
    because `kept` has its twin, `SAME_TWICE` says what becomes of the two; a twin of a model that it does not
    name refuses the whole merge: nobody guesses what two live holds of one desk mean.
    """
    locked = lock_persons([kept.pk, old.pk])
    _check(actor, kept.pk, old.pk, locked)
    kept, old = locked[kept.pk], locked[old.pk]
    _move_identity(kept, old)
    moved = {}
    for pointer in pointers_to(Person):
        count = _move(pointer, old.pk, kept.pk, now)
        if count:
            moved[f"{pointer.model._meta.label_lower}.{pointer.field}"] = count
    Person.objects.filter(pk=old.pk).update(merged_into=kept)
    record_act(actor=actor, verb="persons_merged", target=kept, old=old.pk, moved=moved)
    return kept


def _check(actor: Person, kept_id: int, old_id: int, locked: dict[int, Person]) -> None:
    mine = set(persons_managed_by(login_of_person(actor)).filter(pk__in=locked).values_list("pk", flat=True))
    if mine != {kept_id, old_id}:
        raise Refused("not_allowed", _("Only a manager of a structure that knows both persons merges them."))
    if kept_id == old_id:
        raise Refused("same_person", _("Choose two different persons."))
    if any(person.merged_into_id for person in locked.values()):
        raise Refused("merged", _("One of these persons has already been merged."))
    for person in locked.values():
        refuse_erased(person)
    if all(person.user_id for person in locked.values()):
        raise Refused(
            "two_logins", _("Both persons have a login: one of them must close it before they are merged.")
        )


def _move_identity(kept: Person, old: Person) -> None:
    """The login, the calendar address that goes with it, and the contact details which `kept` lacks."""
    user_id, secret = old.user_id, old.calendar_secret
    Person.objects.filter(pk=old.pk).update(user=None, calendar_secret=None)
    if user_id:
        kept.user_id, kept.calendar_secret, kept.language = user_id, secret, old.language
        kept.email = old.email or kept.email
    for field in FILLED_FROM_OLD:
        setattr(kept, field, getattr(kept, field) or getattr(old, field))
    kept.save()


def _move(pointer: Pointer, old_id: int, kept_id: int, now: datetime) -> int:
    """All rows at once, or one by one when a twin is in the way."""
    ids = lock_rows_pointing_to(pointer.model, pointer.field, old_id)
    try:
        with transaction.atomic():
            pointer.rows(old_id).update(**{pointer.field: kept_id})
    except IntegrityError:
        for row_id in ids:
            _move_one(pointer, row_id, kept_id, now)
    return len(ids)


def _move_one(pointer: Pointer, row_id: int, kept_id: int, now: datetime) -> None:
    try:
        with transaction.atomic():
            pointer.model._base_manager.filter(pk=row_id).update(**{pointer.field: kept_id})
    except IntegrityError:
        settle = SAME_TWICE.get(pointer.model)
        if settle is None:
            raise Refused(
                "twins",
                _("Both persons have: %(what)s. End one of the two first.")
                % {"what": pointer.model._meta.verbose_name},
            ) from None
        settle(pointer.model._base_manager.get(pk=row_id), pointer, kept_id, now)


def _join_enrolments(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """Both notes stay readable; the first day remains."""
    assert isinstance(old, Enrolment)
    kept = Enrolment.objects.get(structure_id=old.structure_id, person_id=kept_id)
    kept.note = "\n".join(note for note in (kept.note, old.note) if note)
    kept.save(update_fields=["note"])
    Enrolment.objects.filter(pk=kept.pk).update(since=min(kept.since, old.since))
    old.delete()


def _join_roles(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """The same role twice: one ends, both stay in the history."""
    assert isinstance(old, Role)
    old.person_id, old.revoked_at = kept_id, now
    old.save(update_fields=["person", "revoked_at"])


def _join_acceptances(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """The first acceptance of a version is the one that counts."""
    assert isinstance(old, TermsAcceptance)
    kept = TermsAcceptance.objects.filter(terms=old.terms_id, person=kept_id)
    kept.filter(accepted_at__gt=old.accepted_at).update(accepted_at=old.accepted_at)
    old.delete()


def _join_customer_members(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """Paid for twice by the same customer: once, since the earlier of the two days."""
    assert isinstance(old, CustomerMember)
    twin = {"customer": old.customer_id, "person": old.person_id} | {pointer.field: kept_id}
    kept = CustomerMember.objects.get(**twin, ends_on=None)
    kept.starts_on = min(kept.starts_on, old.starts_on)
    kept.manages = kept.manages or old.manages
    old.delete()
    kept.save()


def _join_customers(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """What the old customer pays for follows the person; the emptied row goes, or the database says why not.

    What invoices must say of him is taken from the old one where the kept one is silent, an address as a whole.
    """
    assert isinstance(old, Customer)
    kept = Customer.objects.get(person_id=kept_id)
    for field in ("siret", "vat_number", "email"):
        setattr(kept, field, getattr(kept, field) or getattr(old, field))
    if not any(getattr(kept, field) for field in ADDRESS):
        for field in ADDRESS:
            setattr(kept, field, getattr(old, field))
    kept.save()
    for inner in pointers_to(Customer):
        _move(inner, old.pk, kept.pk, now)
    old.delete()


def _drop_link(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """Both belonged to the membership: one link is enough."""
    old.delete()


SAME_TWICE: dict[type[models.Model], Settle] = {
    Customer: _join_customers,
    CustomerMember: _join_customer_members,
    Enrolment: _join_enrolments,
    Membership.persons.through: _drop_link,
    Role: _join_roles,
    TermsAcceptance: _join_acceptances,
}
