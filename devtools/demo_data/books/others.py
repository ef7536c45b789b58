"""The other structures: a company that charges VAT, public bodies and associations that bill a little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from billing.models import Article, Charge, EReport, Invoice, Means
from billing.queries.accounts import account_of
from billing.queries.ereports import declarations
from billing.services.ereports import note_declared
from billing.services.sales import sell_article
from devtools.demo_data.books.bank import Bank, Transfer
from devtools.demo_data.books.billing import bill_now, charge_until
from devtools.demo_data.books.clock import Act, Agenda, at_hour
from devtools.demo_data.books.payers import Online, Till
from devtools.demo_data.selling import token
from devtools.stripe_sandbox import cards
from espaces.models import Customer, Person, Structure
from espaces.services.customers import own_customer

DAYS = timedelta(days=1)
OCCASIONAL = ("halles", "hautes-vallees", "lices", "magnanerie", "laine")


@dataclass
class Comptoir:
    """Offices are paid by transfer, one of them by debit, one late. Camille has an invoice to pay."""

    agenda: Agenda
    structure: Structure
    host: Person
    bank: Bank
    online: Online
    late: Person
    by_mandate: Person
    camille: Person
    company: Customer
    today: date

    def paid(self, invoice: Invoice) -> None:
        own = [own_customer(one).pk for one in (self.late, self.by_mandate, self.camille)]
        if invoice.customer_id not in own:
            self.bank.expect(Transfer(invoice, invoice.issued_on + 14 * DAYS))

    def note_episodes(self, domiciliation: Article, first: date) -> None:
        self.agenda.note(at_hour(first, 8), self._save_mandate)
        for days in (70, 40, 10):
            self._on(days, 9, lambda: self._domicile(domiciliation))
        for days in range(74, 0, -7):
            self._on(days, 9, lambda: self.bank.import_until(self.agenda.clock.at.date()))
        self._on(2, 14, self._bill_camille)
        self._on(3, 9, self._declare)

    def _on(self, days_ago: int, hour: int, act: Act) -> None:
        self.agenda.note(at_hour(self.today - days_ago * DAYS, hour), act)

    def _save_mandate(self) -> None:
        self.online.save(self.by_mandate, self.structure, iban=cards.IBAN_SUCCEEDS)

    def _domicile(self, article: Article) -> None:
        now = self.agenda.clock.at
        sell_article(
            actor=self.host,
            article=article,
            person=self.company.members.order_by("pk")[0],
            customer=self.company,
            quantity=Decimal(1),
            sold_on=now.date(),
            token=token("domiciliation", now.date()),
            now=now,
        )

    def _bill_camille(self) -> None:
        bill_now(self.agenda, self.host, self.structure, [own_customer(self.camille)])

    def _declare(self) -> None:
        """All periods but the last one."""
        today = self.agenda.clock.at.date()
        found = [one for one in declarations(self.structure, account_of(self.structure), today) if one.todo]
        for one in found[:0:-1]:
            note_declared(
                actor=self.host,
                structure=self.structure,
                kind=EReport.Kind(one.kind.value),
                starts_on=one.period.starts_on,
                seen=one.fingerprint,
                today=today,
            )


def note_others(
    agenda: Agenda, structures: Mapping[str, Structure], hosts: Mapping[int, Person], today: date
) -> None:
    """Some invoices by hand, paid at the counter or not yet. `hosts`: one for each structure."""
    for key in OCCASIONAL:
        structure, host = structures[key], hosts[structures[key].pk]
        agenda.note(
            at_hour(today - 3 * DAYS, 11),
            lambda structure=structure, host=host: _bill_some(agenda, structure, host),  # type: ignore[misc]
        )


def _bill_some(agenda: Agenda, structure: Structure, host: Person) -> None:
    till, day = Till(host, structure), agenda.clock.at.date()
    charge_until(agenda.clock.at, structure)
    issued = bill_now(agenda, host, structure, _who_owe(structure))
    for rank, invoice in enumerate(issued):
        if rank % 3 == 0:
            till.take(invoice, Means.CASH, day)
        elif rank % 3 == 1:
            till.take_cheque(invoice, day)


def _who_owe(structure: Structure) -> Sequence[Customer]:
    """The four who owe most."""
    owing: dict[int, Decimal] = {}
    for charge in Charge.objects.to_invoice().filter(structure=structure):
        owing[charge.customer_id] = owing.get(charge.customer_id, Decimal(0)) + charge.amount
    most = sorted((pk for pk, sum_ in owing.items() if sum_ > 0), key=lambda pk: (-owing[pk], pk))[:4]
    return list(Customer.objects.filter(pk__in=most).order_by("pk"))
