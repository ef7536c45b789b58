"""Letters of the morning: once for an invoice and step, one letter a day for a customer, nothing of what is paid."""

from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import CustomerAccount, OnlinePayment, Reminder, ReminderStep
from billing.rules.reminders import Wording
from billing.services.receiving import Back, take_back
from billing.services.reminders import (
    adopt_proposed_steps,
    remind_now,
    save_step,
    send_all_due,
    set_reminders,
)
from espaces.errors import Refused
from espaces.models import Act, Outgoing
from espaces.services.outgoing import deliver_due
from tests.factories.invoicing import invoiced, paid
from tests.factories.people import PersonFactory, manager_of
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(structure):
    return manager_of(structure)


@pytest.fixture
def steps(structure, manager):
    return adopt_proposed_steps(actor=manager, structure=structure)


@pytest.fixture
def invoice(structure, customer):
    """Issued on 1 June, to be paid by 11 June."""
    return invoiced(structure, customer, 24)


def letters() -> list[tuple[int, list[int]]]:
    rows = Outgoing.objects.filter(kind="payment_reminder").order_by("pk")
    return [(row.payload["step"], row.payload["invoices"]) for row in rows]


def test_each_step_leaves_on_its_day_and_once(invoice, steps, later):
    for day in range(60):
        send_all_due(later(day))
        send_all_due(later(day))
    assert letters() == [(-5, [invoice.pk]), (3, [invoice.pk]), (15, [invoice.pk]), (30, [invoice.pk])]
    days = [timezone.localdate(row.sent_at).day for row in Reminder.objects.order_by("pk")]
    assert days == [6, 14, 26, 11]


def test_nothing_leaves_from_a_structure_without_steps(invoice, later):
    assert not send_all_due(later(30)).done
    assert letters() == []


def test_a_step_that_is_switched_off_does_not_leave(invoice, steps, later):
    ReminderStep.objects.filter(days=3).update(is_active=False)
    send_all_due(later(14))
    assert letters() == []


def test_old_invoices_get_the_latest_step_only_in_one_letter(structure, customer, manager, later):
    old = [invoiced(structure, customer, 10).pk for _ in range(3)]
    at = later(200)
    recent = invoiced(structure, customer, 5)
    later(214)
    adopt_proposed_steps(actor=manager, structure=structure)
    send_all_due(later(215))
    assert letters() == [(30, sorted([*old, recent.pk]))]
    assert set(Reminder.objects.values_list("invoice", "days")) == {*((pk, 30) for pk in old), (recent.pk, 3)}
    assert at < timezone.now()


def test_customers_get_letters_of_their_own(structure, invoice, steps, later):
    other = invoiced(structure, payer(PersonFactory(email="paul@example.org")), 12)
    send_all_due(later(13))
    assert sorted(letters()) == [(3, [invoice.pk]), (3, [other.pk])]


def test_what_is_paid_is_not_reminded_of(invoice, steps, later):
    paid(invoice)
    send_all_due(later(40))
    assert letters() == []


def test_a_customer_without_reminders_gets_none(structure, customer, invoice, steps, manager, later):
    set_reminders(actor=manager, structure=structure, customer=customer, are_sent=False)
    send_all_due(later(40))
    assert letters() == []
    set_reminders(actor=manager, structure=structure, customer=customer, are_sent=True)
    send_all_due(later(41))
    assert letters() == [(30, [invoice.pk])]
    assert not CustomerAccount.objects.get().reminders_off
    assert [act.verb for act in Act.objects.filter(verb__startswith="reminders_o")] == [
        "reminders_off",
        "reminders_on",
    ]


def online(invoice, **more):
    payment = OnlinePayment.objects.create(
        structure=invoice.structure,
        customer=invoice.customer,
        amount=invoice.gross,
        account="acct_1",
        token=uuid4(),
        made_at=timezone.now(),
        changed_at=timezone.now(),
        **more,
    )
    payment.invoices.add(invoice)
    return payment


@pytest.mark.parametrize(
    ("facts", "is_reminded"),
    [
        ({"purpose": "invoices", "state": "processing"}, False),
        ({"purpose": "collection", "state": "created"}, False),
        ({"purpose": "invoices", "state": "created"}, True),
        ({"purpose": "invoices", "state": "failed"}, True),
    ],
    ids=["debit under way", "debit announced", "page opened only", "debit failed"],
)
def test_what_is_being_debited_is_not_reminded_of(invoice, steps, later, facts, is_reminded):
    online(invoice, **facts)
    send_all_due(later(13))
    assert bool(letters()) is is_reminded


def test_a_disputed_card_payment_is_not_reminded_of(invoice, steps, later):
    payment = paid(invoice, means="card")
    back = Back("returned", None, invoice.issued_on, "Contesté à la banque")
    take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    send_all_due(later(40))
    assert letters() == []


def test_a_debit_returned_by_the_bank_is_reminded_of(invoice, steps, later):
    payment = paid(invoice, means="sepa")
    back = Back("returned", None, invoice.issued_on, "Provision insuffisante")
    take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    send_all_due(later(40))
    assert letters() == [(30, [invoice.pk])]


def test_the_letter_says_what_is_left_and_how_to_pay(invoice, steps, later, mailoutbox):
    paid(invoice, 4)
    send_all_due(later(13))
    mailoutbox.clear()
    deliver_due()
    [mail] = [mail for mail in mailoutbox if not mail.attachments]
    assert mail.to == ["zoe@example.org"]
    assert "FA-2026-000001" in mail.subject
    said = mail.body.replace("\xa0", " ")
    assert "20,00 €" in said
    assert "11 juin 2026" in said
    assert "FR76 3000 6000" in said
    assert "{" not in mail.subject + mail.body


def test_nothing_leaves_for_what_was_paid_before_the_letter_did(invoice, steps, later, mailoutbox):
    send_all_due(later(13))
    paid(invoice)
    deliver_due()
    assert [mail for mail in mailoutbox if not mail.attachments] == []


def test_one_that_is_not_late_is_listed_below(structure, customer, invoice, steps, later, mailoutbox):
    later(8)
    second = invoiced(structure, customer, 7)
    send_all_due(later(13))
    mailoutbox.clear()
    deliver_due()
    [mail] = [mail for mail in mailoutbox if not mail.attachments]
    assert second.reference not in mail.subject
    assert f"- {second.reference} : 7,00 €" in mail.body.replace("\xa0", " ")


def test_by_hand_it_leaves_now_and_once_even_where_they_are_off(structure, customer, invoice, manager, later):
    set_reminders(actor=manager, structure=structure, customer=customer, are_sent=False)
    later(20)
    token = uuid4()
    for _click in range(2):
        assert remind_now(actor=manager, structure=structure, customer=customer, token=token) == 1
    assert letters() == [(3, [invoice.pk])]
    assert Reminder.objects.get().sent_by == manager


def test_by_hand_nothing_leaves_when_nothing_is_late(structure, customer, invoice, manager):
    with pytest.raises(Refused, match="retard"):
        remind_now(actor=manager, structure=structure, customer=customer, token=uuid4())
    assert letters() == []
    assert not Reminder.objects.exists()


def test_by_hand_nobody_is_reached_without_an_address(structure, manager, later):
    silent = payer(PersonFactory(email=""))
    invoiced(structure, silent, 5)
    later(20)
    with pytest.raises(Refused):
        remind_now(actor=manager, structure=structure, customer=silent, token=uuid4())
    assert not Reminder.objects.exists()


def test_names_that_mean_nothing_are_refused_and_nothing_is_kept(structure, manager, steps):
    with pytest.raises(Refused, match=r"\{prix\}"):
        save_step(
            actor=manager,
            structure=structure,
            step=steps[1],
            wording=Wording(3, "Facture {prix}", "Bonjour"),
            is_active=True,
        )
    assert "{prix}" not in ReminderStep.objects.get(days=3).subject
