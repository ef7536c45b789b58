"""The money of the demo: books that verify, and something to do for everybody who signs in."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Q

from billing.models import (
    BillingRun,
    ChainHead,
    Closing,
    DepositSlip,
    EReport,
    Invoice,
    InvoiceDraft,
    OnlinePayment,
    OnlineRefund,
    Payment,
    Payout,
    PortalDeposit,
    Reminder,
    Reversal,
    SavedMethod,
)
from billing.queries.accounts import account_of, lacks_to_issue
from billing.queries.bank_statements import trial_of, waiting_lines
from billing.queries.billing_runs import open_run_of
from billing.queries.book_check import check_books
from billing.queries.debts import open_invoices
from billing.queries.money_page import money_of
from billing.queries.online import can_pay_online
from billing.queries.reconciliation import discrepancies
from devtools.demo_data import COWORKER
from devtools.demo_data.books.to_import import statement_to_import
from espaces.models import Outgoing, Structure
from tests.devtools.demo_data.conftest import NOW, TODAY

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def filature() -> Structure:
    return Structure.objects.get(name="Association La Filature")


def test_the_books_verify_and_no_charge_is_missing():
    structures = list(ChainHead.objects.values_list("structure", flat=True))
    assert len(structures) == 7
    assert [finding for number in structures for finding in check_books(number, files=True)] == []
    assert list(discrepancies(NOW)) == []


def test_every_day_and_month_since_the_first_document_is_closed():
    for level, days in ((Closing.Level.DAY, 1), (Closing.Level.MONTH, 31)):
        last = Closing.objects.filter(structure=filature(), level=level).latest("starts_on")
        assert last.ends_on > TODAY - dt.timedelta(days=days)
    assert Closing.objects.filter(structure=filature(), level=Closing.Level.YEAR).count() == 1
    assert Outgoing.objects.filter(kind="book_archive", done_at=None).count() == 1


def test_money_came_in_every_way_and_some_of_it_went_back():
    received = Counter(Payment.objects.filter(structure=filature()).values_list("means", flat=True))
    assert set(received) == {"card", "sepa", "transfer", "cheque", "cash"}
    back = Reversal.objects.filter(payment__structure=filature())
    returned = back.filter(kind=Reversal.Kind.RETURNED).values_list("payment__means", "fee")
    assert set(returned) == {("card", Decimal(20)), ("sepa", Decimal(10))}
    assert list(OnlineRefund.objects.values_list("amount", "state")) == [(Decimal(12), "succeeded")]
    notes = Invoice.objects.filter(structure=filature()).credit_notes()
    whole = notes.get(customer__organisation="Mutuelle des Causses")
    assert whole.gross == whole.corrects.gross
    assert notes.get(customer__person__user__email=COWORKER).gross == Decimal(12)
    assert OnlinePayment.objects.filter(purpose="pack", state="succeeded").count() == 1
    assert (
        not OnlinePayment.objects.filter(state="succeeded", payment=None).exclude(purpose="method").exists()
    )
    assert Payout.objects.filter(structure=filature()).exists()


def test_nothing_of_the_books_is_dated_after_now():
    assert not Invoice.objects.filter(issued_at__gt=NOW).exists()
    assert not Payment.objects.filter(recorded_at__gt=NOW).exists()
    assert not Closing.objects.filter(made_at__gt=NOW).exists()


def test_old_letters_are_not_sent_again_and_every_file_will_be_drawn():
    waiting = Outgoing.objects.filter(done_at=None)
    assert waiting.filter(kind="document").count() == Invoice.objects.count()
    old = waiting.filter(created_at__lt=NOW - dt.timedelta(days=3))
    letters = old.exclude(kind__in=["document", "reminder", "report_figures", "report_freezing"])
    assert not letters.exists()
    assert not waiting.filter(kind="invoice").exists()


def test_the_coworker_has_an_invoice_to_pay_a_saved_card_and_paid_ones():
    own = Q(customer__person__user__email=COWORKER)
    mine = [one for row in Structure.objects.all() for one in open_invoices(row.pk).filter(own)]
    assert [(one.structure.name, one.left) for one in mine] == [("Le Comptoir SAS", Decimal(36))]
    assert can_pay_online(mine[0].structure)
    assert SavedMethod.objects.get(customer__person__user__email=COWORKER, revoked_at=None).kind == "card"
    paid = Invoice.objects.filter(customer__person__user__email=COWORKER, structure=filature())
    assert paid.invoices().count() >= 3


def test_no_figure_of_the_host_is_zero():
    money = money_of(filature(), for_manager=True)
    assert min(money.owed - money.late, money.late, money.credit, money.to_invoice) > 0
    assert all(one.number for one in money.in_hand)
    assert money.lacks == []
    transfers = [line for line in waiting_lines(filature()) if line.label.startswith("VIR SEPA")]
    assert len(transfers) == 2
    assert set(DepositSlip.objects.values_list("means", flat=True)) == {"cheque", "cash"}
    reminded = Counter(Reminder.objects.values_list("invoice", flat=True))
    assert max(reminded.values()) >= 3


def test_the_statement_to_import_brings_new_lines_and_a_known_one():
    trial = trial_of(filature(), statement_to_import(NOW).encode())
    assert (trial.unreadable, trial.known, trial.left_out) == ((), 1, 1)
    assert len(trial.new) == 4


def test_the_manager_has_a_billing_to_confirm_without_one_customer():
    run = open_run_of(filature())
    assert run.confirmed_at is None
    states = Counter(run.drafts.values_list("state", flat=True))
    assert states.keys() == {InvoiceDraft.State.WAITING, InvoiceDraft.State.EXCLUDED}
    assert states[InvoiceDraft.State.EXCLUDED] == 1
    assert BillingRun.objects.exclude(finished_at=None).filter(structure=filature()).count() == 3


def test_structures_bill_in_each_regime_and_two_are_not_ready():
    lacking = {one.name for one in Structure.objects.all() if lacks_to_issue(one, account_of(one), TODAY)}
    assert lacking == {"Commune de Châtillon-en-Diois", "Association Lac et Granit"}
    regimes = {one.content["regime"] for one in Invoice.objects.all()}
    assert regimes == {"normal", "franchise", "exempt"}
    on_debits = Invoice.objects.filter(content__tax_on_debits=True)
    assert set(on_debits.values_list("structure__name", flat=True)) == {"Le Comptoir SAS"}
    assert EReport.objects.exists()
    public = Invoice.objects.filter(customer__is_public=True)
    assert {one.content["engagement"] for one in public} == {"2026-0417"}
    assert 0 < PortalDeposit.objects.count() < public.count()
