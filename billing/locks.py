"""Row locks of `billing`. The written order of the whole house is in espaces/locks.py.

A PriceList is locked before everything else, by who changes its draft, and by nobody who prices a day; so are a
BillingRun and then one of its InvoiceDrafts, by who prepares, confirms or issues it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from billing.models import (
    BankLine,
    BillingRun,
    ChainHead,
    Charge,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
    InvoiceSeries,
    OnlinePayment,
    OnlineRefund,
    Payment,
    PriceList,
    Sale,
    StructureAccount,
)


def lock_price_list(price_list_id: int) -> PriceList:
    """Two managers who change one list wait for each other: one draft, and nothing added while it is published."""
    return PriceList.objects.select_for_update(of=("self",), no_key=True).get(pk=price_list_id)


def lock_billing_run(run_id: int) -> BillingRun:
    return BillingRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run_id)


def lock_next_draft(run_id: int) -> InvoiceDraft | None:
    """One that is to be issued and that no other worker is issuing; those that failed before come last."""
    rows = InvoiceDraft.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = rows.filter(run=run_id, state=InvoiceDraft.State.WAITING)
    return rows.select_related("run__structure", "customer").order_by("attempts", "pk").first()


def lock_draft(draft_id: int) -> InvoiceDraft:
    return InvoiceDraft.objects.select_for_update(of=("self",), no_key=True).get(pk=draft_id)


def lock_live_charges(kind: str, number: int) -> list[Charge]:
    """Of one source; whoever invoices or strikes out one of them waits."""
    rows = Charge.objects.live().select_for_update(of=("self",), no_key=True)
    return list(rows.filter(source_kind=kind, source_id=number).order_by("pk"))


def lock_charges_to_credit(charges: Iterable[Charge]) -> list[Charge]:
    """With all the live charges of their sources, and those that correct one of them, in one order for everybody who
    holds the same ones. Returns the corrections that no document bears yet.
    """
    charges = list(charges)
    wanted = Q(corrects__in=[charge.pk for charge in charges])
    for kind, number in {(charge.source_kind, charge.source_id) for charge in charges}:
        wanted |= Q(source_kind=kind, source_id=number)
    rows = Charge.objects.live().select_for_update(of=("self",), no_key=True)
    open_rows, corrected = _still_open(rows.filter(wanted).order_by("pk")), {charge.pk for charge in charges}
    return [charge for charge in open_rows if charge.corrects_id in corrected]


def lock_sale(sale_id: int) -> Sale:
    return Sale.objects.select_for_update(of=("self",), no_key=True).get(pk=sale_id)


def lock_charges_to_invoice(structure_id: int, customer_id: int, until: date | None) -> list[Charge]:
    """Live and borne by no document, of one customer, of days before `until` (None: all of them)."""
    rows = Charge.objects.to_invoice().select_for_update(of=("self",), no_key=True)
    rows = rows.filter(structure=structure_id, customer=customer_id)
    if until is not None:
        rows = rows.filter(happened_on__lt=until)
    return _still_open(rows.order_by("pk"))


def lock_charges(structure_id: int, customer_id: int, ids: Iterable[int]) -> list[Charge]:
    """Those of them that are live, that no document bears, and that this customer owes to this structure."""
    rows = Charge.objects.to_invoice().select_for_update(of=("self",), no_key=True)
    rows = rows.filter(structure=structure_id, customer=customer_id, pk__in=set(ids))
    return _still_open(rows.order_by("pk"))


def _still_open(rows: QuerySet[Charge]) -> list[Charge]:
    """What was invoiced while its lock was waited for is looked at again once the locks are held."""
    charges = list(rows)
    gone = set(InvoiceLine.objects.filter(charge__in=charges).values_list("charge", flat=True))
    return [charge for charge in charges if charge.pk not in gone]


def lock_series(structure_id: int, kind: str, year: int) -> InvoiceSeries:
    """Who issues waits for whoever is issuing in the same series; the first one of a year makes it."""
    rows = InvoiceSeries.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(structure=structure_id, kind=kind, year=year)
    found = rows.first()
    if found is None:
        new = InvoiceSeries(structure_id=structure_id, kind=kind, year=year)
        InvoiceSeries.objects.bulk_create([new], ignore_conflicts=True)
        found = rows.get()
    return found


def lock_series_of(structure_id: int) -> None:
    """All that exist, before anything that comes after them in the order of the house.

    The oldest first: one that is made meanwhile never comes before the one that everybody waits for.
    """
    rows = InvoiceSeries.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(structure=structure_id).order_by("pk").values_list("pk", flat=True))


def lock_invoices(ids: Iterable[int]) -> dict[int, Invoice]:
    rows = Invoice.objects.select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows.filter(pk__in=set(ids)).order_by("pk")}


def lock_invoices_of(structure_id: int, customer_id: int) -> dict[int, Invoice]:
    """All that this customer was ever asked by this structure; what they say is not read."""
    rows = Invoice.objects.select_for_update(of=("self",), no_key=True).defer("content")
    return {row.pk: row for row in rows.filter(structure=structure_id, customer=customer_id).order_by("pk")}


def lock_payments(ids: Iterable[int]) -> dict[int, Payment]:
    rows = Payment.objects.select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows.filter(pk__in=set(ids)).order_by("pk")}


def lock_payments_of(structure_id: int, customer_id: int) -> dict[int, Payment]:
    """All that this structure ever received from this customer."""
    rows = Payment.objects.select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows.filter(structure=structure_id, customer=customer_id).order_by("pk")}


def lock_bank_line(line_id: int) -> BankLine:
    """Before everything else: whoever matches, sets aside or takes up a line waits for whoever does."""
    return BankLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line_id)


def lock_account(structure_id: int) -> StructureAccount | None:
    """The settings of a structure; after the head of its books when its lock date may move."""
    rows = StructureAccount.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(structure=structure_id).first()


def lock_chain_head(structure_id: int) -> ChainHead:
    """The last lock of all: whoever adds to the books of a structure waits for whoever is adding."""
    rows = ChainHead.objects.select_for_update(of=("self",), no_key=True).filter(structure=structure_id)
    found = rows.first()
    if found is None:
        ChainHead.objects.bulk_create([ChainHead(structure_id=structure_id)], ignore_conflicts=True)
        found = rows.get()
    return found


def lock_online_payment(payment_id: int) -> OnlinePayment:
    """Two messages about one payment wait for each other: the second one finds what the first has written."""
    rows = OnlinePayment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("structure", "customer__person").get(pk=payment_id)


def lock_online_refund(refund_id: int) -> OnlineRefund:
    rows = OnlineRefund.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("payment__structure", "payment__customer__person").get(pk=refund_id)
