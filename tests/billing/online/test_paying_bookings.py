"""A list paid when booking: the place is held, confirmed by the payment and by nothing else, or free again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import (
    Charge,
    Invoice,
    OnlinePayment,
    OnlineRefund,
    Payment,
    Reversal,
    StructureAccount,
)
from billing.queries.debts import balance_of, left_of
from billing.services.booking import cancel_and_price, move_and_price
from billing.services.online.following import follow
from devtools.stripe_sandbox import cards
from espaces.models import CancellationStep
from reservations.models import Reservation
from reservations.services.life import expire_reservations, release_hold
from tests.factories import PersonFactory
from tests.factories.invoicing import invoiced
from tests.factories.prices import price, sell
from tests.factories.reservations import book, half
from tests.reservations.views.checkout_page import choose, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> str:
    return (timezone.localdate() + dt.timedelta(days=8)).isoformat()


@pytest.fixture
def on_sale(desks):
    sell(desks.venue, price("half_day", 24), price("day", 40), pay_now=True)
    return desks


def send_choice(client: Client, resource: Any, day: str, half_day: str = "morning") -> Any:
    return send(client, resource, choose(client, resource, day=day, half=half_day))


def statuses() -> list[str]:
    return list(Reservation.objects.order_by("pk").values_list("status", flat=True))


def the_payment() -> OnlinePayment:
    return OnlinePayment.objects.order_by("-pk")[0]


def test_the_button_says_that_it_is_paid_now(client: Client, person, on_sale, day):
    assert "Réserver et payer 24,00 €" in text(choose(client, on_sale, day=day, half="morning"))


def test_without_an_account_at_stripe_it_goes_on_an_invoice(client: Client, person, on_sale, structure, day):
    structure.stripe_account.delete()
    assert "Réserver et payer" not in text(choose(client, on_sale, day=day, half="morning"))
    send_choice(client, on_sale, day)
    assert statuses() == ["confirmed"]


def test_held_then_paid_then_confirmed_with_a_paid_invoice(
    client: Client, person, on_sale, day, stripe_sandbox, delivered
):
    answer = send_choice(client, on_sale, day)
    payment = the_payment()
    assert answer["Location"].startswith("http://stripe.test/c/pay/")
    assert (payment.amount, statuses()) == (Decimal(24), ["held"])
    assert not Charge.objects.exists()
    stripe_sandbox.pay(payment.checkout)
    assert statuses() == ["held"]
    delivered()
    assert statuses() == ["confirmed"]
    invoice = Invoice.objects.get()
    assert (invoice.gross, left_of([invoice.pk])[invoice.pk]) == (Decimal(24), Decimal(0))
    assert invoice.content["paid"] == "24.00"
    assert [payment.amount for payment in Payment.objects.all()] == [Decimal(24)]
    page = client.get(reverse("billing:paying", args=[payment.token])).content.decode()
    assert "C’est réservé et payé" in page


def test_a_form_sent_twice_holds_once(client: Client, person, on_sale, day):
    page = choose(client, on_sale, day=day, half="morning")
    first, second = send(client, on_sale, page), send(client, on_sale, page)
    assert first["Location"] == second["Location"]
    assert (statuses(), OnlinePayment.objects.count()) == (["held"], 1)


def test_several_times_are_paid_together(client: Client, person, on_sale, day, stripe_sandbox, delivered):
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    page = choose(client, on_sale, slot=[f"{day}.morning", f"{day}.afternoon", f"{later}.morning"])
    send(client, on_sale, page)
    payment = the_payment()
    assert (payment.amount, statuses()) == (Decimal(64), ["held"] * 3)
    stripe_sandbox.pay(payment.checkout)
    delivered()
    assert statuses() == ["confirmed"] * 3
    invoice = Invoice.objects.get()
    assert (invoice.gross, left_of([invoice.pk])[invoice.pk]) == (Decimal(64), Decimal(0))


def test_A22_3_an_unpaid_basket_is_no_booking(
    client: Client, person, on_sale, day, stripe_sandbox, delivered
):
    send_choice(client, on_sale, day)
    payment = the_payment()
    stripe_sandbox.advance(minutes=40)
    delivered()
    payment.refresh_from_db()
    assert (payment.state, statuses()) == ("expired", ["expired"])
    assert not Charge.objects.exists()
    assert not Payment.objects.exists()
    page = client.get(reverse("billing:paying", args=[payment.token])).content.decode()
    assert "la place est de nouveau libre" in page


def test_giving_up_frees_the_place_at_once(client: Client, person, on_sale, day, stripe_sandbox):
    send_choice(client, on_sale, day)
    payment = the_payment()
    client.post(reverse("billing:give_up_paying", args=[payment.token]))
    assert statuses() == ["expired"]
    assert stripe_sandbox.pay(payment.checkout).word == "closed"
    book(PersonFactory(), on_sale, half(day, "morning"), now=timezone.now())


def test_a_second_basket_closes_the_first(client: Client, person, on_sale, day, stripe_sandbox):
    send_choice(client, on_sale, day)
    first = the_payment()
    send_choice(client, on_sale, day, "afternoon")
    assert statuses() == ["expired", "held"]
    assert stripe_sandbox.pay(first.checkout).word == "closed"


def test_a_declined_card_keeps_the_place_until_the_end_of_the_hold(
    client: Client, person, on_sale, day, stripe_sandbox, delivered
):
    send_choice(client, on_sale, day)
    payment = the_payment()
    stripe_sandbox.pay(payment.checkout, card=cards.DECLINED)
    delivered()
    assert statuses() == ["held"]
    page = client.get(reverse("billing:paying", args=[payment.token])).content.decode()
    assert "La banque a refusé cet essai" in page
    stripe_sandbox.pay(payment.checkout)
    delivered()
    assert statuses() == ["confirmed"]


def test_paid_in_time_and_told_late_it_is_still_his(
    client: Client, person, on_sale, day, stripe_sandbox, time_machine
):
    """The hold has lapsed, and nobody has taken the place."""
    send_choice(client, on_sale, day)
    payment = the_payment()
    stripe_sandbox.pay(payment.checkout)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1))
    follow(payment.pk)
    assert statuses() == ["confirmed"]


def test_A22_2_paid_when_the_place_was_taken_the_whole_goes_back(
    client: Client, person, on_sale, day, stripe_sandbox, delivered, time_machine
):
    send_choice(client, on_sale, day)
    payment = the_payment()
    stripe_sandbox.pay(payment.checkout)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1))
    expire_reservations()
    follow(payment.pk)
    assert statuses() == ["expired"]
    assert not Invoice.objects.exists()
    refund = OnlineRefund.objects.get()
    assert (refund.amount, refund.state) == (Decimal(24), "succeeded")
    assert Reversal.objects.get().amount == Decimal(24)
    assert "24,00 € vous sont rendus" in text(client.get(reverse("billing:paying", args=[payment.token])))
    assert balance_of(payment.structure_id, payment.customer_id).credit == 0


def test_one_of_two_places_is_lost_and_its_part_goes_back(
    client: Client, person, on_sale, day, stripe_sandbox, time_machine
):
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    send(client, on_sale, choose(client, on_sale, slot=[f"{day}.morning", f"{later}.morning"]))
    payment = the_payment()
    lost = Reservation.objects.order_by("pk")[0]
    stripe_sandbox.pay(payment.checkout)
    release_hold(actor=None, reservation_id=lost.pk)
    follow(payment.pk)
    assert statuses() == ["expired", "confirmed"]
    assert Invoice.objects.get().gross == Decimal(24)
    assert OnlineRefund.objects.get().amount == Decimal(24)


def test_MO12_cancelled_late_half_comes_back_by_the_same_means(
    client: Client, person, on_sale, day, stripe_sandbox, delivered
):
    CancellationStep.objects.create(
        venue=on_sale.venue, audience="everyone", hours_before=24 * 30, percent_kept=50
    )
    send_choice(client, on_sale, day)
    stripe_sandbox.pay(the_payment().checkout)
    delivered()
    cancel_and_price(actor=person, reservation_id=Reservation.objects.get().pk)
    delivered()
    note = Invoice.objects.credit_notes().get()
    refund = OnlineRefund.objects.get()
    assert (note.gross, refund.amount, refund.credit_note) == (Decimal(12), Decimal(12), note)
    assert refund.state == "succeeded"
    reversal = Reversal.objects.get()
    assert (reversal.amount, reversal.kind, reversal.credit_note) == (Decimal(12), "refund", note)
    delivered()
    assert Reversal.objects.count() == 1


def test_stripe_down_when_booking_keeps_the_place_and_says_so(
    client: Client, person, on_sale, day, stripe_sandbox
):
    with stripe_sandbox.in_trouble("500"):
        answer = send_choice(client, on_sale, day)
    payment = the_payment()
    assert answer["Location"] == reverse("billing:paying", args=[payment.token])
    assert statuses() == ["held"]
    page = client.get(answer["Location"]).content.decode()
    assert "ne répond pas" in page
    again = client.post(reverse("billing:go_and_pay", args=[payment.token]))
    assert again["Location"].startswith("http://stripe.test/c/pay/")


def test_the_page_of_a_held_reservation_leads_to_the_payment(client: Client, person, on_sale, day):
    send_choice(client, on_sale, day)
    reservation = Reservation.objects.get()
    page = client.get(reverse("reservations:reservation", args=[reservation.pk])).content.decode()
    address = reverse("billing:pay_reservation", args=[reservation.pk])
    assert address in page
    assert client.get(address)["Location"] == reverse("billing:paying", args=[the_payment().token])


def test_another_price_than_announced_holds_nothing(client: Client, person, on_sale, day):
    page = choose(client, on_sale, day=day, half="morning")
    sell(on_sale.venue, price("half_day", 30), pay_now=True, since=timezone.localdate())
    answer = send(client, on_sale, page)
    assert answer.status_code == 422
    assert statuses() == []
    assert not OnlinePayment.objects.exists()


def test_moved_to_a_dearer_day_what_was_paid_pays_it_first(
    client: Client, person, on_sale, day, stripe_sandbox, delivered
):
    send_choice(client, on_sale, day)
    stripe_sandbox.pay(the_payment().checkout)
    delivered()
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    move_and_price(
        actor=person,
        reservation_id=Reservation.objects.get().pk,
        resource=on_sale,
        request=half(later, "day"),
    )
    delivered()
    assert Invoice.objects.credit_notes().get().gross == Decimal(24)
    assert not OnlineRefund.objects.exists()
    payment = the_payment()
    assert balance_of(payment.structure_id, payment.customer_id).due == Decimal(16)


def test_moved_to_a_cheaper_time_the_difference_comes_back(
    client: Client, person, on_sale, day, stripe_sandbox, delivered
):
    send_choice(client, on_sale, day, "day")
    stripe_sandbox.pay(the_payment().checkout)
    delivered()
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    move_and_price(
        actor=person,
        reservation_id=Reservation.objects.get().pk,
        resource=on_sale,
        request=half(later, "morning"),
    )
    delivered()
    assert OnlineRefund.objects.get().amount == Decimal(16)
    payment = the_payment()
    assert balance_of(payment.structure_id, payment.customer_id).due == 0


def test_who_is_late_beyond_what_the_structure_accepts_holds_nothing(
    client: Client, person, customer, structure, on_sale, day, time_machine
):
    """The page was open when the limit was set."""
    invoiced(structure, customer, 12)
    time_machine.move_to(timezone.now() + dt.timedelta(days=60))
    day = (timezone.localdate() + dt.timedelta(days=8)).isoformat()
    client.force_login(person.user)
    page = choose(client, on_sale, day=day, half="morning")
    StructureAccount.objects.update(arrears_days=10)
    assert send(client, on_sale, page).status_code == 422
    assert statuses() == []
    assert not OnlinePayment.objects.exists()
