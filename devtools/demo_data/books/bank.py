"""The account of a structure: what arrives there, and the statement that its host imports each week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.models import BankLine, Invoice, Payout
from billing.queries.debts import left_of
from billing.queries.deposit_slips import slips_of
from billing.services.bank_statements import PaidBy, import_statement, pay_from_line, set_aside
from devtools.demo_data.selling import token
from espaces.models import Person, Structure

SLIPS = {"cheque": "REMISE CHEQUES", "cash": "VERSEMENT ESPECES"}
HEADER = "Date;Libellé;Débit;Crédit"


@dataclass(frozen=True)
class Transfer:
    """Of what is left of the invoice, and `beyond`. `names`: what its payer wrote, the number of the invoice unless
    said. One that is not `matched` waits for the host."""

    invoice: Invoice
    on: date
    beyond: Decimal = Decimal(0)
    names: str = ""
    matched: bool = True

    @property
    def label(self) -> str:
        return f"VIR SEPA {str(self.invoice.customer).upper()} {self.names or self.invoice.reference}"

    @property
    def amount(self) -> Decimal:
        return left_of([self.invoice.pk])[self.invoice.pk] + self.beyond


@dataclass(frozen=True)
class Line:
    on: date
    label: str
    amount: Decimal


@dataclass
class Bank:
    host: Person
    structure: Structure
    coming: list[Transfer] = field(default_factory=list)

    def expect(self, transfer: Transfer) -> None:
        self.coming.append(transfer)

    def import_until(self, day: date, *, set_others_aside: bool = True) -> None:
        """What arrived since the last statement: transfers, payouts of Stripe, slips of cheques."""
        arrived = [one for one in self.coming if one.on <= day and one.amount > one.beyond]
        self.coming = [one for one in self.coming if one.on > day]
        lines = [Line(one.on, one.label, one.amount) for one in arrived] + self._known_otherwise(day)
        content = statement(lines).encode()
        made = import_statement(
            actor=self.host, structure=self.structure, name=f"releve-{day:%Y-%m-%d}.csv", content=content
        )
        if made is None:
            return
        by_label = {one.label: one for one in arrived}
        for row in BankLine.objects.filter(source=made):
            transfer = by_label.get(row.label)
            if transfer:
                self._pay(row, transfer)
            elif set_others_aside:
                set_aside(actor=self.host, line=row, reason="Déjà compté, ligne par ligne")

    def _pay(self, row: BankLine, transfer: Transfer) -> None:
        if transfer.matched:
            pay_from_line(
                actor=self.host,
                line=row,
                paid=PaidBy(transfer.invoice.customer, {transfer.invoice.pk: None}),
                token=token("bank", row.pk),
            )

    def _known_otherwise(self, day: date) -> list[Line]:
        """The bank shows a line once: those of earlier statements are known by their label."""
        known = set(BankLine.objects.filter(structure=self.structure).values_list("label", flat=True))
        payouts = Payout.objects.filter(structure=self.structure, arrived_on__lte=day)
        found = [
            Line(one.arrived_on, f"VIR STRIPE PAYMENTS EUROPE {one.payout[-8:].upper()}", one.amount)
            for one in payouts
        ]
        slips = slips_of(self.structure).filter(brought_on__lt=day)
        found += [Line(one.brought_on, f"{SLIPS[one.means]} {one.number:07d}", one.amount) for one in slips]
        return [one for one in found if one.label not in known]


def statement(lines: Iterable[Line]) -> str:
    """As banks let it be downloaded: a column for what left, another for what came."""
    rows = [HEADER]
    for line in sorted(lines, key=lambda line: (line.on, line.label)):
        amount = f"{abs(line.amount):.2f}".replace(".", ",")
        cells = ("", amount) if line.amount > 0 else (amount, "")
        rows.append(";".join([f"{line.on:%d/%m/%Y}", line.label, *cells]))
    return "\n".join(rows) + "\n"
