"""A saved card or mandate pays invoices by itself: announced, taken on its day, tried again sparingly."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing import gateway
from billing.models import OnlinePayment, Payment, Reversal, SavedMethod, StructureAccount
from billing.queries.debts import left_of
from billing.services.online.collecting import announce_collections, collect, collect_due
from billing.services.online.following import follow
from billing.services.online.methods import withdraw_method
from billing.services.online.pages import ask_for_method, open_page
from devtools.stripe_sandbox import cards
from espaces.models import Enrolment
from espaces.services.outgoing import deliver_due
from tests.factories.invoicing import invoiced, paid
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(person, structure, customer, stripe_sandbox):
    """Saves a card or an IBAN, as the customer does."""

    def act(**with_what: Any) -> SavedMethod:
        payment = ask_for_method(
            actor=person, structure=structure, customer=customer, address="192.0.2.7", token=uuid4()
        )
        open_page(payment.pk)
        payment.refresh_from_db()
        assert stripe_sandbox.pay(payment.checkout, **with_what).word == "done"
        follow(payment.pk)
        return SavedMethod.objects.get(revoked_at=None)

    return act


@pytest.fixture
def later(stripe_sandbox, time_machine):
    """Days pass here and at Stripe."""

    def go(days: int) -> None:
        time_machine.move_to(timezone.now() + dt.timedelta(days=days))

    return go


def debits() -> list[tuple[str, Decimal]]:
    return list(
        OnlinePayment.objects.filter(purpose="collection").order_by("pk").values_list("state", "amount")
    )


def test_a_mandate_is_kept_with_its_proof(person, structure, save):
    method = save(iban=cards.IBAN_SUCCEEDS)
    assert (method.kind, method.last4, method.accepted_from) == ("sepa", "2606", "192.0.2.7")
    assert method.mandate_reference
    assert method.terms == "2026-11"
    assert method.accepted_at <= timezone.now()


def test_another_one_takes_the_place_of_the_first(save):
    first, second = save(iban=cards.IBAN_SUCCEEDS), save()
    first.refresh_from_db()
    assert (first.revoked_at is None, second.kind) == (False, "card")


def test_a_debit_is_announced_then_taken_on_the_due_day(
    structure, customer, save, later, stripe_sandbox, mailoutbox
):
    save(iban=cards.IBAN_SUCCEEDS)
    invoice = invoiced(structure, customer, 24)
    assert announce_collections().done == 1
    assert announce_collections().done == 0
    payment = OnlinePayment.objects.get(purpose="collection")
    assert payment.collect_on == invoice.due_on
    deliver_due()
    [mail] = [one for one in mailoutbox if "prélevés" in one.subject]
    assert mail.to == ["camille@roux.example"]
    assert payment.method.mandate_reference in mail.body
    assert collect_due().done == 0
    later((invoice.due_on - timezone.localdate()).days)
    assert collect_due().done == 1
    assert debits() == [("processing", Decimal(24))]
    assert collect_due().done == 0
    stripe_sandbox.advance(days=6)
    assert follow(payment.pk).state == "succeeded"
    assert [(one.means, one.amount) for one in Payment.objects.all()] == [("sepa", Decimal(24))]
    assert left_of([invoice.pk])[invoice.pk] == 0


def test_a_debit_waits_two_days_after_its_mail_even_when_overdue(structure, customer, save, later):
    invoice = invoiced(structure, customer, 24)
    later(60)
    save(iban=cards.IBAN_SUCCEEDS)
    announce_collections()
    payment = OnlinePayment.objects.get(purpose="collection")
    assert payment.collect_on == timezone.localdate() + dt.timedelta(days=2)
    assert invoice.due_on < timezone.localdate()


def test_less_is_taken_when_a_part_was_paid_and_nothing_when_all_was(structure, customer, save, later):
    save()
    first, second = invoiced(structure, customer, 24), invoiced(structure, customer, 10)
    announce_collections()
    paid(first, 20)
    paid(second)
    later(40)
    collect_due()
    assert sorted(debits()) == [("expired", Decimal(10)), ("succeeded", Decimal(4))]
    assert left_of([first.pk])[first.pk] == 0


def test_nothing_is_taken_from_what_was_withdrawn(person, structure, customer, save, later):
    method = save()
    invoice = invoiced(structure, customer, 24)
    announce_collections()
    withdraw_method(actor=person, method=method)
    later(40)
    collect_due()
    assert debits() == [("expired", Decimal(24))]
    assert left_of([invoice.pk])[invoice.pk] == Decimal(24)


def test_a_structure_that_does_not_collect_announces_nothing(structure, customer, save):
    save()
    invoiced(structure, customer, 24)
    StructureAccount.objects.update(collects=False)
    assert announce_collections().done == 0


def test_a_refusal_is_told_and_tried_twice_more_days_apart(structure, customer, save, later, mailoutbox):
    save(card=cards.DECLINED_LATER)
    invoice = invoiced(structure, customer, 24)
    announce_collections()
    later(31)
    collect_due()
    assert debits() == [("failed", Decimal(24))]
    deliver_due()
    [mail] = [one for one in mailoutbox if "n’a pas abouti" in one.subject]
    assert f"/mes-factures/{invoice.pk}/payer/" in mail.body
    for day in range(40):
        later(1)
        announce_collections()
        collect_due()
        if day == 1:
            assert len(debits()) == 2
            assert debits()[1][0] == "created"
    assert debits() == [("failed", Decimal(24))] * 3
    tokens = set(OnlinePayment.objects.filter(purpose="collection").values_list("token", flat=True))
    assert len(tokens) == 3


def test_a_bank_that_wants_to_see_the_payer_sends_him_to_the_page(
    structure, customer, save, later, mailoutbox
):
    save(card=cards.CONFIRMED_ALWAYS, confirmed=True)
    invoice = invoiced(structure, customer, 24)
    announce_collections()
    later(31)
    collect_due()
    assert OnlinePayment.objects.get(purpose="collection").error == "authentication_required"
    deliver_due()
    assert [one for one in mailoutbox if f"/mes-factures/{invoice.pk}/payer/" in one.body]


@pytest.mark.parametrize("trouble", ["unreachable", "answer_lost", "500"])
def test_stripe_down_while_it_is_taken_takes_it_once(
    structure, customer, save, later, stripe_sandbox, trouble
):
    save()
    invoice = invoiced(structure, customer, 24)
    announce_collections()
    later(31)
    with stripe_sandbox.in_trouble(trouble):
        assert collect_due().failed == 1
    paid(invoice, 4)
    assert collect_due().done == 1
    assert debits() == [("succeeded", Decimal(24))]
    assert Payment.objects.filter(means="card").count() == 1


def test_an_answer_lost_for_days_is_found_among_the_events(structure, customer, save, later, stripe_sandbox):
    save()
    invoiced(structure, customer, 24)
    announce_collections()
    later(31)
    with stripe_sandbox.in_trouble("answer_lost"):
        collect_due()
    later(2)
    assert collect_due().done == 1
    assert debits() == [("succeeded", Decimal(24))]
    assert len(stripe_sandbox.of_type("payment_intent.created")) == 1


def test_a_mandate_ended_at_the_bank_is_withdrawn_here(save, stripe_sandbox, delivered):
    method = save(iban=cards.IBAN_SUCCEEDS)
    delivered()
    stripe_sandbox.revoke_mandate(method.mandate)
    delivered()
    method.refresh_from_db()
    assert method.revoked_at is not None


def test_a_debit_that_comes_back_is_not_taken_again_by_itself(
    structure, customer, save, later, stripe_sandbox, delivered
):
    save(iban=cards.IBAN_DISPUTED)
    invoice = invoiced(structure, customer, 24)
    announce_collections()
    delivered()
    later(31)
    collect_due()
    stripe_sandbox.advance(days=20)
    delivered()
    assert Reversal.objects.get().amount == Decimal(24)
    assert left_of([invoice.pk])[invoice.pk] == Decimal(24)
    assert announce_collections().done == 0


def test_the_page_saves_and_withdraws(client: Client, person, structure, customer, stripe_sandbox):
    address = reverse("billing:saved_methods")
    Enrolment.objects.create(person=person, structure=structure)
    refused = client.post(address, {"token": str(uuid4()), "pair": f"{structure.pk}-{customer.pk}"})
    assert refused.status_code == 422
    assert not OnlinePayment.objects.exists()
    answer = client.post(
        address, {"token": str(uuid4()), "pair": f"{structure.pk}-{customer.pk}", "accept": "on"}
    )
    payment = OnlinePayment.objects.get()
    assert answer["Location"].startswith("http://stripe.test/")
    stripe_sandbox.pay(payment.checkout, iban=cards.IBAN_SUCCEEDS)
    back = client.get(reverse("billing:paying", args=[payment.token]))
    assert back["Location"] == address
    method = SavedMethod.objects.get()
    page = client.get(address).content.decode()
    assert method.mandate_reference in page
    client.post(reverse("billing:withdraw_method", args=[method.pk]))
    method.refresh_from_db()
    assert method.revoked_at is not None
    with pytest.raises(gateway.GatewayRefused):
        gateway.debit(
            payment.account,
            customer="cus_none",
            method=method.method,
            means=gateway.Means.SEPA,
            amount=Decimal(10),
            label="x",
            reference="x",
            key="x",
        )


def test_nobody_withdraws_the_method_of_somebody_else(client: Client, save, person):
    method = save()
    SavedMethod.objects.filter(pk=method.pk).update(customer=payer(PersonFactory()))
    assert client.post(reverse("billing:withdraw_method", args=[method.pk])).status_code == 404
    method.refresh_from_db()
    assert method.revoked_at is None


def test_two_workers_take_it_once(structure, customer, save, later):
    save()
    invoiced(structure, customer, 24)
    announce_collections()
    later(31)
    payment = OnlinePayment.objects.get(purpose="collection")
    assert collect(payment.pk)
    assert not collect(payment.pk)
    assert Payment.objects.count() == 1
