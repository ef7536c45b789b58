"""Cash: the ceiling of the structure and that of the law, over all the cash of one debt."""

from decimal import Decimal

import pytest

from billing.models import Payment, StructureAccount
from billing.queries.debts import balance_of
from billing.services.by_hand import strike_out_payment
from espaces.errors import Refused
from tests.factories.invoicing import invoiced

pytestmark = pytest.mark.django_db


def test_a4_7_eighteen_euros_in_cash_are_refused_where_no_cash_is_taken(structure, customer, receive):
    StructureAccount.objects.update(cash_ceiling=0)
    invoice = invoiced(structure, customer, 18)
    with pytest.raises(Refused) as refused:
        receive(18, "cash", asked={invoice.pk: None})
    assert refused.value.code == "no_cash"
    assert not Payment.objects.exists()
    receive(18, "cheque", asked={invoice.pk: None})
    assert balance_of(structure.pk, customer.pk).due == 0


def test_a1_7_sixty_euros_in_cash_are_refused_above_twenty_and_a_cheque_is_not(structure, customer, receive):
    StructureAccount.objects.update(cash_ceiling=20)
    invoiced(structure, customer, 60)
    with pytest.raises(Refused) as refused:
        receive(60, "cash")
    assert refused.value.code == "cash_ceiling"
    receive(20, "cash")
    receive(40, "cheque")
    assert balance_of(structure.pk, customer.pk).due == 0


def test_a_debt_is_not_cut_in_slices(structure, customer, receive):
    invoice = invoiced(structure, customer, 1500)
    receive(600, "cash", asked={invoice.pk: None})
    with pytest.raises(Refused, match=r"1.200,00"):
        receive(600, "cash", asked={invoice.pk: None})
    receive(400, "cash", asked={invoice.pk: None})
    with pytest.raises(Refused):
        receive("0.01", "cash")
    assert balance_of(structure.pk, customer.pk).owed == 500


def test_cash_kept_on_account_counts_for_what_it_will_pay(structure, customer, receive):
    receive(900, "cash")
    with pytest.raises(Refused):
        receive(200, "cash")
    invoiced(structure, customer, 2000)
    with pytest.raises(Refused):
        receive(200, "cash")
    assert Payment.objects.count() == 1


def test_other_invoices_are_other_debts(structure, customer, receive):
    for _month in range(3):
        invoice = invoiced(structure, customer, 900)
        receive(900, "cash", asked={invoice.pk: None})
    assert balance_of(structure.pk, customer.pk).due == 0


def test_cash_struck_out_counts_no_more(structure, customer, receive, host):
    invoiced(structure, customer, 1500)
    payment = receive(1000, "cash")
    strike_out_payment(actor=host, payment=payment, reason="Billets comptés deux fois", token=payment.token)
    receive(1000, "cash")
    assert balance_of(structure.pk, customer.pk).owed == Decimal(500)
