"""Billing runs of the past, each on its structure's day, and how what they issue is paid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing.models import BillingRun, Invoice
from billing.queries.billing_runs import progress_of
from billing.queries.charges_due import packs_to_charge, periods_to_charge, sales_to_charge
from billing.services.billing_runs import confirm_run, issue_drafts, prepare_run
from billing.services.charge_sources import charge_pack, charge_period, charge_sale
from billing.services.charging import charge_days
from billing.services.invoicing import Billing, bill_customer
from devtools.demo_data.books.clock import Agenda, at_hour
from devtools.demo_data.selling import token
from espaces.errors import Refused
from espaces.models import Customer, Person, Structure
from espaces.rules.clock import ONE_DAY
from espaces.rules.plan_terms.months import add_months

MAY_COST = timedelta(days=130)
"""Periods that began earlier had no price yet."""


def charge_until(now: datetime, structure: Structure) -> None:
    """What the worker had charged by then: nothing that began later."""
    day = now.date()
    charge_days(now, structure_id=structure.pk)
    for period in periods_to_charge(structure.pk).filter(starts_on__range=(day - MAY_COST, day)):
        charge_period(period.pk, now)
    for pack in packs_to_charge(structure.pk).filter(bought_on__lte=day):
        charge_pack(pack.pk, now)
    for sale in sales_to_charge(structure.pk).filter(sold_on__lte=day):
        charge_sale(sale.pk, now)


def billing_days(billing_day: int, first: date, today: date) -> list[date]:
    """Of the months since `first`, before today. The month of today is left out when its day is today or later."""
    months = [add_months(first.replace(day=1), n) for n in range(5)]
    days = [month.replace(day=billing_day) for month in months]
    return [day for day in days if first <= day < today]


@dataclass
class Runs:
    """Of one structure. `paid` notes what becomes of each invoice once it is issued."""

    agenda: Agenda
    manager: Person
    structure: Structure
    paid: Callable[[Invoice], None]

    def note(self, days: Iterable[date]) -> None:
        for day in days:
            self.agenda.note(at_hour(day, 9), lambda day=day: self.bill(day))  # type: ignore[misc]

    def bill(self, day: date) -> None:
        charge_until(self.agenda.clock.at, self.structure)
        with suppress(Refused):  # nothing is to be billed this month
            self._issue(
                prepare_run(
                    actor=self.manager,
                    structure=self.structure,
                    until=day + ONE_DAY,
                    token=token("run", self.structure.pk, day),
                )
            )

    def _issue(self, run: BillingRun) -> None:
        confirm_run(actor=self.manager, run_id=run.pk, announced=progress_of(run).amount)
        issue_drafts(run.pk)
        for invoice in Invoice.objects.filter(drafts__run=run).select_related("customer__person"):
            self.paid(invoice)


def bill_now(
    agenda: Agenda, host: Person, structure: Structure, customers: Iterable[Customer]
) -> list[Invoice]:
    """By hand, everything that is open."""
    charge_until(agenda.clock.at, structure)
    now = agenda.clock.at
    return [
        invoice
        for customer in customers
        for invoice in bill_customer(
            Billing(structure, customer, token("now", structure.pk, customer.pk, now)), actor=host
        )
    ]
