"""A deposit paid when booking: an advance invoice, taken off the invoice of its day to the cent, or given back."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from billing import einvoice
from billing.models import (
    Charge,
    Invoice,
    InvoiceLine,
    OnlinePayment,
    OnlineRefund,
    PricedDay,
    ReservationPrice,
    Reversal,
    StructureAccount,
)
from billing.queries.accounting import books_of
from billing.queries.debts import balance_of, left_of
from billing.queries.invoices import listed, with_standing
from billing.queries.reconciliation import discrepancies
from billing.queries.summaries import rows_of, sums_of
from billing.rules.books.closings import Period
from billing.rules.invoices.stored import from_json
from billing.rules.pricing.rounding import total_of
from billing.services.booking import cancel_and_price, move_and_price
from billing.services.charging import charge_all
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.online.following import follow
from espaces.models import CancellationStep
from espaces.services.outgoing import deliver_due
from reservations.models import Reservation
from reservations.services.life import release_hold
from tests.billing.documents import schematrons
from tests.factories.prices import price, sell
from tests.factories.reservations import half
from tests.reservations.views.checkout_page import choose, send, text

pytestmark = pytest.mark.django_db
LISTED = Decimal("87.35")


@pytest.fixture
def day() -> str:
    return (timezone.localdate() + dt.timedelta(days=8)).isoformat()


@pytest.fixture
def on_sale(desks: Any) -> Any:
    sell(desks.venue, price("half_day", LISTED, tax_rate=20), deposit_percent=30)
    return desks


@pytest.fixture
def booked(
    client: Client, person: Any, on_sale: Any, day: str, stripe_sandbox: Any, delivered: Any
) -> OnlinePayment:
    """One morning at 87.35 with tax, of which 26.21 are paid."""
    return pay(client, on_sale, [f"{day}.morning"], stripe_sandbox, delivered)


def pay(client: Client, resource: Any, slots: list[str], sandbox: Any, delivered: Any) -> OnlinePayment:
    send(client, resource, choose(client, resource, slot=slots))
    payment = OnlinePayment.objects.latest("pk")
    sandbox.pay(payment.checkout)
    delivered()
    return OnlinePayment.objects.get(pk=payment.pk)


def keeps(venue: Any, percent: int) -> None:
    CancellationStep.objects.create(
        venue=venue, audience="everyone", hours_before=24 * 30, percent_kept=percent
    )


@pytest.fixture
def day_over(time_machine: Any, day: str) -> Callable[[OnlinePayment], list[Invoice]]:
    """The day after the booked one: what is owed is charged, and billed."""

    def run(payment: OnlinePayment) -> list[Invoice]:
        time_machine.move_to(
            dt.datetime.combine(dt.date.fromisoformat(day) + dt.timedelta(days=3), dt.time(9), tzinfo=dt.UTC)
        )
        return billed(payment)

    return run


def billed(payment: OnlinePayment) -> list[Invoice]:
    charge_all()
    assert list(discrepancies(timezone.now())) == []
    return bill_customer(Billing(payment.structure, payment.customer, uuid4()), actor=None)


def the_advance() -> Invoice:
    return Invoice.objects.get(kind="advance")


def left(invoice: Invoice) -> Decimal:
    return left_of([invoice.pk])[invoice.pk]


def balances(payment: OnlinePayment) -> dict[str, Decimal]:
    """By account, of everything that was ever posted; nothing is refused, every entry is balanced."""
    ever = Period(dt.date(2020, 1, 1), dt.date(2040, 1, 1))
    books = books_of(payment.structure, ever, 1, timezone.localdate())
    assert books.refused == ()
    assert all(total_of(line.balance for line in entry.lines) == 0 for entry in books.entries)
    return {total.code: total.balance for total in books.by_account if total.balance}


def test_a_paid_deposit_is_an_advance_invoice_with_its_tax(booked: OnlinePayment, day: str) -> None:
    advance = the_advance()
    content = from_json(advance.content)
    assert booked.amount == advance.gross == content.paid == Decimal("26.21")
    assert (advance.net, advance.tax) == (Decimal("21.84"), Decimal("4.37"))
    assert [line.first_day for line in content.lines] == [dt.date.fromisoformat(day)]
    assert InvoiceLine.objects.get().purpose == "advance"
    assert left(advance) == 0
    balance = balance_of(booked.structure_id, booked.customer_id)
    assert (balance.owed, balance.credit) == (0, 0)
    assert balances(booked) == {
        "5115": Decimal("26.21"),
        "4191": Decimal("-21.84"),
        "44571": Decimal("-4.37"),
    }


def test_the_invoice_of_the_day_takes_it_off_and_no_tax_is_counted_twice(
    booked: OnlinePayment, day_over: Any
) -> None:
    advance = the_advance()
    (last,) = day_over(booked)
    content = from_json(last.content)
    assert content.after_advance
    assert [one.reference for one in content.advances] == [advance.reference]
    assert [line.amount for line in content.lines] == [LISTED, Decimal("-26.21")]
    assert content.lines[1].net == -advance.net
    whole = Decimal("72.79"), Decimal("14.56")
    assert (advance.net + last.net, advance.tax + last.tax) == whole
    assert (last.gross, left(last)) == (Decimal("61.14"), Decimal("61.14"))
    books = balances(booked)
    assert "4191" not in books
    assert books["7061"] == -whole[0]
    assert (books["411"], books["44588"]) == (Decimal("61.14"), -last.tax)
    assert billed(booked) == []
    ever = Period(dt.date(2020, 1, 1), dt.date(2040, 1, 1))
    assert sums_of(rows_of(booked.structure_id, "invoices", ever)).tax == whole[1]
    assert sums_of(rows_of(booked.structure_id, "receipts", ever)).tax == advance.tax


def test_cancelled_free_of_charge_the_deposit_goes_back_with_its_credit_note(
    booked: OnlinePayment, person: Any, delivered: Any, day_over: Any
) -> None:
    cancel_and_price(actor=person, reservation_id=Reservation.objects.get().pk)
    deliver_due()
    delivered()
    note = Invoice.objects.credit_notes().get()
    assert (note.corrects, note.gross, note.tax) == (the_advance(), Decimal("26.21"), Decimal("4.37"))
    refund = OnlineRefund.objects.get()
    assert (refund.amount, refund.state, refund.credit_note) == (Decimal("26.21"), "succeeded", note)
    assert Reversal.objects.get().amount == Decimal("26.21")
    assert balances(booked) == {}
    assert day_over(booked) == []


def test_what_is_kept_of_a_late_cancellation_keeps_that_much_of_the_deposit(
    booked: OnlinePayment, on_sale: Any, person: Any, delivered: Any, day_over: Any
) -> None:
    """10 % of 87.35: the advance goes down to it, and paid it wholly."""
    keeps(on_sale.venue, 10)
    cancel_and_price(actor=person, reservation_id=Reservation.objects.get().pk)
    deliver_due()
    delivered()
    kept = Decimal("8.74")
    assert OnlineRefund.objects.get().amount == Decimal("26.21") - kept
    (last,) = day_over(booked)
    assert last.gross == 0
    assert [line.amount for line in from_json(last.content).lines] == [kept, -kept]
    row = with_standing(Invoice.objects.filter(pk=last.pk)).get()
    standing = listed(row, timezone.localdate()).standing
    assert standing is not None
    assert standing.state == "paid"
    books = balances(booked)
    assert books["5115"] == kept == -(books["7061"] + books["44571"])
    assert not books.keys() & {"4191", "411", "44588"}


def test_more_is_kept_than_the_deposit_it_stays_and_is_taken_off(
    booked: OnlinePayment, on_sale: Any, person: Any, day_over: Any
) -> None:
    keeps(on_sale.venue, 50)
    cancel_and_price(actor=person, reservation_id=Reservation.objects.get().pk)
    deliver_due()
    assert not OnlineRefund.objects.exists()
    (last,) = day_over(booked)
    assert last.gross == Decimal("43.68") - Decimal("26.21")


def test_moved_to_another_day_the_deposit_follows(
    booked: OnlinePayment, on_sale: Any, person: Any, day: str, day_over: Any
) -> None:
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    move_and_price(
        actor=person,
        reservation_id=Reservation.objects.get().pk,
        resource=on_sale,
        request=half(later, "afternoon"),
    )
    deliver_due()
    assert not Invoice.objects.credit_notes().exists()
    (last,) = day_over(booked)
    assert last.gross == LISTED - Decimal("26.21")


def test_of_two_places_the_lost_one_gives_its_deposit_back(
    client: Client, person: Any, on_sale: Any, day: str, stripe_sandbox: Any
) -> None:
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    send(client, on_sale, choose(client, on_sale, slot=[f"{day}.morning", f"{later}.morning"]))
    payment = OnlinePayment.objects.get()
    assert payment.amount == Decimal("52.42")
    stripe_sandbox.pay(payment.checkout)
    release_hold(actor=None, reservation_id=Reservation.objects.order_by("pk")[0].pk)
    follow(payment.pk)
    assert the_advance().gross == OnlineRefund.objects.get().amount == Decimal("26.21")
    assert balance_of(payment.structure_id, payment.customer_id).credit == 0


def test_several_places_are_taken_off_one_by_one_to_the_cent(
    client: Client, person: Any, on_sale: Any, day: str, stripe_sandbox: Any, delivered: Any, day_over: Any
) -> None:
    """The third is cancelled, the two others are billed one after the other: nothing is left of the advance."""
    days = [(dt.date.fromisoformat(day) + dt.timedelta(days=n)).isoformat() for n in (0, 1, 10)]
    payment = pay(client, on_sale, [f"{one}.morning" for one in days], stripe_sandbox, delivered)
    advance = the_advance()
    assert (advance.gross, advance.net) == (Decimal("78.63"), 3 * Decimal("21.84"))
    (last,) = day_over(payment)
    assert [line.net for line in from_json(last.content).lines if line.amount < 0] == [Decimal("-21.84")] * 2
    cancel_and_price(actor=person, reservation_id=Reservation.objects.latest("pk").pk)
    deliver_due()
    note = Invoice.objects.credit_notes().get()
    assert (note.net, note.tax) == (Decimal("21.84"), Decimal("4.37"))
    books = balances(payment)
    assert "4191" not in books
    assert books["411"] == left(last)


def test_corrected_after_its_invoice_both_documents_give_back_their_part(
    booked: OnlinePayment, on_sale: Any, person: Any, day_over: Any
) -> None:
    """A price that falls below the deposit: what was paid beyond it is on the customer's account."""
    (last,) = day_over(booked)
    day = Charge.objects.get(source_kind="day")
    fall(day.source_id, Decimal("20.00"))
    issued = billed(booked)
    assert {(one.corrects.kind, one.gross) for one in issued if one.corrects} == {
        ("invoice", Decimal("61.14")),
        ("advance", Decimal("6.21")),
    }
    assert len(issued) == 2
    assert left(last) == 0
    assert balance_of(booked.structure_id, booked.customer_id).due == Decimal("-6.21")
    books = balances(booked)
    assert abs(books.get("4191", Decimal(0))) <= Decimal("0.01")
    assert billed(booked) == []


def fall(day_id: int, amount: Decimal) -> None:
    """What the day owes, as a host who corrects its hours makes it."""
    day = PricedDay.objects.get(pk=day_id)
    before, price = day.owed, ReservationPrice.objects.latest("pk")
    day.quote["lines"][0] |= {"amount": str(amount), "unit_price": str(amount)}
    day.owed = amount
    day.save()
    price.pk, price.number, price.act = None, price.number + 1, "corrected"
    price.difference = amount - before
    price.save()


def test_the_last_invoice_given_back_by_hand_leaves_the_advance_to_give_back(
    booked: OnlinePayment, person: Any, day_over: Any
) -> None:
    (last,) = day_over(booked)
    credit_invoice(actor=person, invoice_id=last.pk, wanted=None, reason="Geste", token=uuid4())
    assert billed(booked) == []
    credit_invoice(actor=person, invoice_id=the_advance().pk, wanted=None, reason="Geste", token=uuid4())
    assert billed(booked) == []
    assert balance_of(booked.structure_id, booked.customer_id).due == Decimal("-26.21")


def test_a_last_invoice_made_again_takes_it_off_again(
    booked: OnlinePayment, person: Any, day_over: Any
) -> None:
    (last,) = day_over(booked)
    credit_invoice(
        actor=person, invoice_id=last.pk, wanted=None, reason="Adresse", token=uuid4(), bill_again=True
    )
    (again,) = billed(booked)
    assert (again.gross, again.net, again.content["after_advance"]) == (last.gross, last.net, True)
    assert balance_of(booked.structure_id, booked.customer_id).due == last.gross


def test_what_could_not_be_invoiced_stays_on_account_and_pays_the_day(
    client: Client, person: Any, on_sale: Any, day: str, stripe_sandbox: Any, delivered: Any, day_over: Any
) -> None:
    StructureAccount.objects.update(vat_number="")
    payment = pay(client, on_sale, [f"{day}.morning"], stripe_sandbox, delivered)
    assert not Invoice.objects.exists()
    assert balance_of(payment.structure_id, payment.customer_id).credit == Decimal("26.21")
    StructureAccount.objects.update(vat_number="FR83404833048")
    (whole,) = day_over(payment)
    assert (whole.kind, whole.gross, left(whole)) == ("invoice", LISTED, LISTED - Decimal("26.21"))


def test_the_page_says_what_is_paid_now(client: Client, person: Any, on_sale: Any, day: str) -> None:
    assert "Réserver et payer 26,21 €" in text(choose(client, on_sale, day=day, half="morning"))


def test_each_document_of_its_life_keeps_the_rules_of_en_16931_and_of_france(
    booked: OnlinePayment, on_sale: Any, person: Any, day_over: Any, tmp_path: Path
) -> None:
    """Between professionals, through the services: advance, last invoice, last invoice of nothing, credit notes."""
    (last,) = day_over(booked)
    credit_invoice(actor=person, invoice_id=last.pk, wanted=None, reason="Geste", token=uuid4())
    credit_invoice(actor=person, invoice_id=the_advance().pk, wanted=None, reason="Geste", token=uuid4())
    for one in Invoice.objects.all():
        (tmp_path / f"{one.kind}-{one.pk}.xml").write_bytes(einvoice.structured(from_json(one.content)))
    command = [sys.executable, str(Path(schematrons.__file__)), str(tmp_path)]
    done = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert len(done) == 4
    assert all(said["en16931"] == [] for said in done.values()), done
    broken = {rule.split("/")[0] for said in done.values() for rule in said["fr"]}
    assert broken <= {"BR-FR-05"}, "a consumer lacks the mentions between professionals, and nothing else"
