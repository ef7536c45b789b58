"""Days become charges once they are over, one for each tax rate, and follow what they owe."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from billing.models import Charge
from billing.queries.charges_wanted import Origin
from billing.services.booking import cancel_and_price, move_and_price
from billing.services.charging import charge_all, charge_days
from billing.services.passes import Passed
from espaces.models import CancellationStep, Customer, CustomerMember, Person, Resource
from tests.billing.charges.conftest import AFTER, BEFORE, DAY, reserve
from tests.factories import ResourceFactory
from tests.factories.charges import amounts, live, owed_by_days
from tests.factories.prices import price, sell, taxed
from tests.factories.reservations import at, half

pytestmark = pytest.mark.django_db


def after(desks: Resource, when: str = AFTER) -> dt.datetime:
    return at(when, desks)


def test_a_day_is_charged_when_the_date_has_changed_at_its_venue(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    reserve(person, desks)
    assert charge_days(after(desks, f"{DAY} 23:59")) == Passed()
    assert charge_days(after(desks)) == Passed(done=1)
    charge = Charge.objects.get()
    assert (charge.amount, charge.customer, charge.person, charge.structure, charge.happened_on) == (
        9,
        person.customer,
        person,
        desks.venue.structure,
        dt.date(2026, 12, 3),
    )


def test_twice_is_once(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("day", 9))
    reserve(person, desks)
    charge_all(after(desks))
    assert charge_all(after(desks)) == Passed()
    assert Charge.objects.count() == 1


def test_it_says_what_an_invoice_can_carry(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    reserve(person, desks)
    with translation.override("en"):
        charge_days(after(desks))
    assert live()[0].label == "Espace ouvert, jeudi 3\N{NO-BREAK SPACE}décembre 2026, journée · La Fontaine"


def test_it_says_for_whom_when_another_pays(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("half_day", 5))
    employer = Customer.objects.create(organisation="Scierie Morel")
    CustomerMember.objects.create(customer=employer, person=person, starts_on=dt.date(2026, 1, 1))
    reserve(person, desks, "morning", payer=employer)
    charge_days(after(desks))
    [charge] = live()
    assert (charge.customer, charge.person) == (employer, person)
    assert charge.label == (
        "Espace ouvert, jeudi 3\N{NO-BREAK SPACE}décembre 2026, demi-journée · La Fontaine · Ada Roux"
    )


def test_a_list_paid_when_booking_is_charged_at_once(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("day", 9), pay_now=True)
    reserve(person, desks)
    charge_days(at(BEFORE, desks))
    assert [(charge.amount, charge.at_once) for charge in live()] == [(9, True)]


def test_one_charge_for_each_rate(person: Person, desks: Resource) -> None:
    """10 % and 20 % lines of one shop: two priced resources of the same kind on one day."""
    taxed(desks.venue.structure)
    other = ResourceFactory(venue=desks.venue, places=1, name="Au calme")
    sell(
        desks.venue,
        price("half_day", 5, tax_rate=10),
        price("half_day", 12, resource=other, tax_rate=20),
    )
    reserve(person, desks, "morning")
    reserve(person, other, "afternoon")
    charge_days(after(desks))
    assert [(charge.part, charge.amount) for charge in live()] == [("10.00", 5), ("20.00", 12)]


def test_prices_without_tax_are_charged_without(person: Person, desks: Resource) -> None:
    taxed(desks.venue.structure)
    sell(desks.venue, price("day", 65), includes_tax=False)
    reserve(person, desks)
    charge_days(after(desks))
    [charge] = live()
    assert (charge.part, charge.amount, charge.includes_tax, charge.tax_rate) == ("20.00+", 65, False, 20)
    assert owed_by_days() == 78


def test_a_day_at_0_is_a_visit_and_no_charge(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("day", 0))
    reserve(person, desks)
    assert charge_days(after(desks)) == Passed()
    assert not Charge.objects.exists()


def test_what_is_owed_later_strikes_out_and_replaces(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning, now = reserve(person, desks, "morning"), after(desks)
    reserve(person, desks, "afternoon")
    charge_days(now)
    cancel_and_price(
        actor=None, reservation_id=morning.pk, by_host=True, without_fee=True, reason="Fermé", now=now
    )
    assert charge_days(now) == Passed(done=1)
    struck_out, standing = Charge.objects.order_by("pk")
    assert (struck_out.amount, struck_out.voided_at, struck_out.void_reason) == (
        9,
        now,
        "le montant dû a changé",
    )
    assert (standing.amount, standing.voided_at) == (5, None)


def test_nothing_owed_any_more_leaves_no_live_charge(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("day", 9))
    day, now = reserve(person, desks), after(desks)
    charge_days(now)
    cancel_and_price(actor=None, reservation_id=day.pk, by_host=True, without_fee=True, now=now)
    charge_days(now)
    assert amounts() == []
    assert charge_days(now) == Passed()


def test_MO12_what_a_late_cancellation_keeps_is_charged(person: Person, desks: Resource) -> None:
    CancellationStep.objects.create(venue=desks.venue, audience="others", hours_before=24, percent_kept=50)
    sell(desks.venue, price("half_day", 24))
    morning = reserve(person, desks, "morning")
    cancel_and_price(actor=person, reservation_id=morning.pk, now=at("2026-12-02 21:00", desks))
    charge_days(after(desks))
    [charge] = live()
    assert (charge.amount, charge.label) == (
        12,
        "Espace ouvert, jeudi 3\N{NO-BREAK SPACE}décembre 2026, annulation tardive · La Fontaine",
    )


def test_a_move_to_another_day_is_charged_there_only(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("day", 9))
    day = reserve(person, desks)
    move_and_price(
        actor=person,
        reservation_id=day.pk,
        resource=desks,
        request=half("2026-12-04", "day"),
        now=at(BEFORE, desks),
    )
    charge_days(after(desks, "2026-12-05 00:00"))
    assert [(charge.happened_on.day, charge.amount) for charge in live()] == [(4, 9)]


def test_days_before_the_window_wait_for_the_night(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("day", 9))
    reserve(person, desks)
    assert charge_days(after(desks), since=dt.date(2026, 12, 4)) == Passed()
    assert charge_days(after(desks)) == Passed(done=1)


def test_one_day_that_fails_leaves_the_others(
    person: Person, desks: Resource, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from billing.services import charge_sources

    sell(desks.venue, price("day", 9))
    reserve(person, desks)
    reserve(person, desks, day="2026-12-04")
    real = charge_sources.bring_charges

    def failing(origins: list[Origin], *args: object) -> bool:
        assert origins[0].happened_on.day != 3
        return real(origins, *args)

    monkeypatch.setattr(charge_sources, "bring_charges", failing)
    now = after(desks, "2026-12-05 00:00")
    assert charge_days(now) == Passed(done=1, failed=1)
    assert "charging day" in caplog.text
    monkeypatch.undo()
    assert charge_days(now) == Passed(done=1)
    assert amounts() == [9, 9]


@pytest.fixture
def charge(person: Person, desks: Resource) -> Charge:
    sell(desks.venue, price("day", 9))
    reserve(person, desks)
    charge_days(after(desks))
    return Charge.objects.get()


def test_the_database_refuses_two_live_charges_of_one_part(charge: Charge) -> None:
    again = Charge.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError, match="charge_one_live_per_source"), transaction.atomic():
        again.save()
    assert Charge.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("amount", Decimal(1)), ("tax_rate", Decimal(1)), ("label", "Autre")]
)
def test_the_database_refuses_to_change_a_charge(charge: Charge, field: str, value: object) -> None:
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Charge.objects.update(**{field: value})
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        charge.delete()
    assert Charge.objects.get().amount == 9


def test_a_charge_is_struck_out_once_and_for_a_reason(charge: Charge) -> None:
    with pytest.raises(IntegrityError, match="struck_out_for_a_reason"), transaction.atomic():
        Charge.objects.update(voided_at=charge.made_at)
    Charge.objects.update(voided_at=charge.made_at, void_reason="Erreur")
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Charge.objects.update(voided_at=None, void_reason="")
