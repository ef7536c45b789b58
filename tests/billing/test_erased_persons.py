"""What must be settled before somebody is erased, and what documents say of him afterwards."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from billing.models import Charge, Invoice, OnlinePayment, Payment
from billing.services.crediting import credit_invoice
from billing.services.receiving import Received, record_payment
from billing.services.security_deposits import DepositBack, give_deposit_back
from espaces.errors import Refused
from espaces.models import Customer
from espaces.services.erasing import erase_person
from reservations.models import Reservation
from reservations.services.life import cancel_reservation
from tests.factories import ResourceFactory, VenueFactory, login_of, manager_of, open_every_day
from tests.factories.invoicing import invoiced, make_biller, make_charge, paid
from tests.factories.prices import price, sell
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def structure():
    return make_biller()


@pytest.fixture
def ines():
    return login_of(first_name="Inès", last_name="Moreau")


@pytest.fixture
def customer(ines) -> Customer:
    return Customer.objects.create(person=ines, address="3 rue Haute", postcode="48000", town="Mende")


def erase(person, now=NOW) -> None:
    erase_person(actor=person, person=person, now=now)


def refusal(person, now=NOW) -> str:
    with pytest.raises(Refused) as refused:
        erase(person, now)
    person.refresh_from_db()
    assert (refused.value.code, person.first_name, person.erased_at) == ("not_settled", "Inès", None)
    return str(refused.value).replace("\u00a0", " ").replace("\u202f", " ")


def test_an_invoice_is_paid_first(structure, ines, customer) -> None:
    invoice = invoiced(structure, customer, 30)
    said = refusal(ines)
    assert invoice.reference in said
    assert "30,00 €" in said
    paid(invoice)
    erase(ines)


def test_money_on_account_is_given_back_first(structure, ines, customer) -> None:
    invoice = invoiced(structure, customer, 30)
    paid(invoice, 50)
    assert "20,00 €" in refusal(ines)


def test_a_security_deposit_comes_back_first(structure, ines, customer) -> None:
    of_a_badge = {"rate": 0, "source_kind": Charge.Source.DEPOSIT, "source_id": 1}
    invoice = invoiced(structure, customer, 30, **of_a_badge)
    paid(invoice)
    assert "dépôt de garantie" in refusal(ines)
    back = DepositBack(Decimal(30), "transfer", timezone.localdate(), "Badge rendu")
    line = invoice.lines.get()
    give_deposit_back(actor=manager_of(structure), line_id=line.pk, back=back, token=uuid.uuid4())
    erase(ines)


def test_what_is_not_invoiced_yet_is_invoiced_first(structure, ines, customer) -> None:
    make_charge(structure, customer, 12)
    assert str(structure) in refusal(ines)


def test_a_structure_that_never_bills_holds_nobody_back(ines, customer) -> None:
    make_charge(VenueFactory().structure, customer, 12)
    erase(ines)


def test_a_day_of_which_nothing_is_charged_yet_holds_him_back(structure, ines) -> None:
    venue = VenueFactory(structure=structure)
    open_every_day(venue, ("09:00", "18:00"))
    sell(venue, price("half_day", 5))
    desk = ResourceFactory(venue=venue)
    book(ines, desk, half("2026-03-03", "morning"), now=at("2026-03-02 10:00", desk))
    assert str(structure) in refusal(ines, at("2026-03-03 20:00", desk))


def test_a_payment_under_way_ends_first(structure, ines, customer) -> None:
    OnlinePayment.objects.create(
        structure=structure,
        customer=customer,
        purpose="invoices",
        amount=10,
        state="processing",
        account="acct_1",
        token=uuid.uuid4(),
        made_at=NOW,
        changed_at=NOW,
    )
    refusal(ines)


def test_a_reservation_to_come_is_cancelled_first(ines) -> None:
    venue = VenueFactory(name="La Fontaine")
    open_every_day(venue, ("09:00", "18:00"))
    desk = ResourceFactory(venue=venue)
    day = timezone.localdate() + dt.timedelta(days=10)
    booked = book(ines, desk, half(day.isoformat(), "morning"), now=NOW)
    assert "La Fontaine" in refusal(ines)
    cancel_reservation(actor=ines, reservation_id=booked.pk, now=NOW)
    erase(ines)
    assert Reservation.objects.get().person == ines


def test_nothing_is_booked_for_an_erased_person(ines) -> None:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    desk = ResourceFactory(venue=venue)
    erase(ines)
    day = timezone.localdate() + dt.timedelta(days=10)
    with pytest.raises(Refused) as refused:
        book(ines, desk, half(day.isoformat(), "morning"), now=NOW)
    assert (refused.value.code, Reservation.objects.exists()) == ("erased", False)


def test_a_later_credit_note_names_him_as_the_invoice_did(structure, ines, customer) -> None:
    invoice = invoiced(structure, customer, 30)
    paid(invoice)
    content = Invoice.objects.get(pk=invoice.pk).content
    erase(ines)
    line = invoice.lines.get()
    note = credit_invoice(
        actor=manager_of(structure),
        invoice_id=invoice.pk,
        wanted={line.position: line.amount},
        reason="erreur",
        token=uuid.uuid4(),
    )
    invoice.refresh_from_db()
    assert (invoice.content, note.content["buyer"]) == (content, content["buyer"])
    assert note.content["buyer"]["name"] == "Inès Moreau"


def test_nothing_is_put_on_account_of_nobody(structure, ines, customer) -> None:
    erase(ines)
    received = Received("transfer", 15, timezone.localdate())
    with pytest.raises(Refused) as refused:
        record_payment(
            actor=None, structure=structure, customer=customer, received=received, token=uuid.uuid4()
        )
    assert (refused.value.code, Payment.objects.exists()) == ("erased", False)
