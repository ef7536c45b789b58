"""Four months of a structure over the real services: whatever a seed invents, its books must hold it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

from time_machine import Traveller

from billing.models import Charge, Invoice, Payment, Reversal
from billing.queries.credits import left_to_credit
from billing.queries.debts import balance_of, free_of, shares_of_payment
from billing.queries.deposit_slips import to_deposit
from billing.services.by_hand import (
    Refund,
    Return,
    note_returned,
    refund_balance,
    strike_out_payment,
    use_balance,
)
from billing.services.crediting import credit_invoice
from billing.services.deposit_slips import ToDeposit, make_slip
from billing.services.invoicing import Billing, bill_customer
from billing.services.receiving import Received, record_payment
from espaces.models import Customer, Person, Structure
from reservations.models import Use
from tests.factories import PersonFactory, PlanFactory, UnitFactory, VenueFactory
from tests.factories.invoicing import make_biller, make_charge
from tests.factories.memberships import member
from tests.factories.prices import payer
from tests.factories.units import pack_of, sold

Source = Charge.Source
FIRST = dt.datetime(2025, 11, 3, 9, tzinfo=dt.UTC)
RATES = {"normal": ("20", "10", "5.5", "0"), "franchise": ("0",), "exempt": ("0",)}


class GeneratedYear:
    """From November to the end of February: a fiscal year ends in the middle."""

    def __init__(self, seed: int, regime: str, on_debits: bool, clock: Traveller) -> None:
        self.random, self.clock, self.now = Random(seed), clock, FIRST
        clock.move_to(FIRST, tick=False)
        self.structure: Structure = make_biller(
            regime=regime, tax_on_debits=on_debits, tax_filing="" if regime != "normal" else "monthly"
        )
        self.regime = regime
        self.manager = PersonFactory()
        self.people: list[Person] = [PersonFactory() for _ in range(3)]
        self.customers: list[Customer] = [payer(person) for person in self.people]
        plan = PlanFactory(structure=self.structure, is_association=True)
        self.fee = member(plan, VenueFactory(structure=self.structure), str(self.today))
        self.unit = UnitFactory(structure=self.structure)
        self.done: set[str] = set()
        self.packs = 0

    def live(self, events: int = 70) -> None:
        """Each sort of event once at least, then as they come; about two a day."""
        sorts = self.sorts()
        chosen = [*sorts, *self.random.choices(sorts, k=max(events - len(sorts), 0))]
        self.random.shuffle(chosen)
        for act in [self.bill, self.pay, self.bill, *chosen]:
            self.now += dt.timedelta(hours=self.random.choice([0, 5, 24, 60]))
            self.clock.move_to(self.now, tick=False)
            act()
            self.done.add(act.__name__)

    def sorts(self) -> list[Callable[[], None]]:
        return [
            self.bill,
            self.bill,
            self.bill_pack,
            self.use_units,
            self.pay,
            self.pay,
            self.pay_too_much,
            self.credit_partly,
            self.credit_wholly,
            self.give_back,
            self.use_credit,
            self.bring_to_the_bank,
            self.come_back_from_the_bank,
            self.strike_out,
        ]

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def bill(self) -> None:
        """Several charges of any purpose, in both price bases."""
        customer = self.random.choice(self.customers)
        for _ in range(self.random.randint(1, 4)):
            self.charge(customer)
        self.issue(customer)

    def charge(self, customer: Customer, **more: Any) -> None:
        source = self.random.choice(
            [Source.SALE, Source.PERIOD, Source.DEPOSIT, Source.JOINING, "association"]
        )
        rate = self.random.choice(RATES[self.regime])
        if source == "association":
            number = Charge.objects.count()
            more |= {"source_kind": Source.JOINING, "source_id": self.fee.pk, "revision": number}
        elif source != Source.SALE:
            more |= {"source_kind": source}
        if source in {Source.DEPOSIT, "association"}:
            rate = "0"
        make_charge(
            self.structure,
            customer,
            Decimal(self.random.randint(1, 2500)) / 100,
            rate=rate,
            includes_tax=self.random.random() < 0.7,
            happened_on=self.today + dt.timedelta(days=self.random.choice([-3, 0, 0, 20])),
            **more,
        )

    def bill_pack(self) -> None:
        number = self.random.randrange(len(self.people))
        self.packs += 1
        product = pack_of(
            self.structure,
            self.unit,
            name=f"Carnet {self.packs}",
            price=Decimal(60),
            valid_months=self.random.choice([None, 1, 6]),
        )
        sale = sold(product, self.people[number], self.today, now=self.now)
        make_charge(
            self.structure,
            self.customers[number],
            60,
            rate=self.random.choice(RATES[self.regime]),
            source_kind=Source.PACK,
            source_id=sale.pk,
        )
        self.issue(self.customers[number])
        self.use(sale.grant)

    def use(self, grant: Any) -> None:
        Use.objects.create(
            grant=grant, kind="other", amount=1, day=self.today, reason="Essai", made_at=self.now
        )

    def use_units(self) -> None:
        for person in self.people:
            for grant in person.grants.all():
                spent = sum(use.amount for use in grant.uses.all())
                if grant.amount - spent >= 1:
                    self.use(grant)

    def issue(self, customer: Customer) -> None:
        bill_customer(Billing(self.structure, customer, uuid4()), actor=self.manager)

    def pay(self) -> None:
        self.receive(lambda owed: Decimal(self.random.randint(1, int(owed * 100))) / 100)

    def pay_too_much(self) -> None:
        self.receive(lambda owed: owed + Decimal(self.random.randint(1, 5000)) / 100)

    def receive(self, amount_of: Callable[[Decimal], Decimal]) -> None:
        customer = self.random.choice(self.customers)
        owed = balance_of(self.structure.pk, customer.pk).owed
        if owed:
            means = self.random.choice(["transfer", "cheque", "cash", "card", "sepa"])
            earlier = self.random.choice([0, 0, 2])
            received = Received(means, amount_of(owed), self.today - dt.timedelta(days=earlier))
            record_payment(
                actor=self.manager,
                structure=self.structure,
                customer=customer,
                received=received,
                token=uuid4(),
            )

    def credit_partly(self) -> None:
        self.credit(wholly=False)

    def credit_wholly(self) -> None:
        self.credit(wholly=True)

    def credit(self, *, wholly: bool) -> None:
        for invoice in self.random.sample(list(self.invoices()), k=self.invoices().count()):
            lines = list(invoice.lines.all())
            left = {number: amount for number, amount in left_to_credit(invoice, lines).items() if amount > 0}
            if left:
                position = self.random.choice(sorted(left))
                part = (left[position] / 2).quantize(Decimal("0.01")) or left[position]
                credit_invoice(
                    actor=self.manager,
                    invoice_id=invoice.pk,
                    wanted=None if wholly else {position: part},
                    reason="Geste commercial",
                    token=uuid4(),
                    bill_again=self.random.random() < 0.2,
                )
                return

    def give_back(self) -> None:
        for customer in self.customers:
            credit = balance_of(self.structure.pk, customer.pk).credit
            if credit:
                means = self.random.choice(["transfer", "cheque", "cash"])
                amount = min(credit, Decimal(self.random.randint(1, 3000)) / 100)
                refund = Refund(amount, means, self.today, "Trop payé")
                refund_balance(
                    actor=self.manager,
                    structure=self.structure,
                    customer=customer,
                    refund=refund,
                    token=uuid4(),
                )
                return

    def use_credit(self) -> None:
        for customer in self.customers:
            use_balance(actor=self.manager, structure=self.structure, customer=customer)

    def bring_to_the_bank(self) -> None:
        means = self.random.choice(["cheque", "cash"])
        waiting = [row.pk for row in to_deposit(self.structure, means)]
        if waiting:
            make_slip(
                actor=self.manager,
                structure=self.structure,
                wanted=ToDeposit(means, waiting, self.today),
                token=uuid4(),
            )

    def come_back_from_the_bank(self) -> None:
        payment = self.a_payment(means__in=["cheque", "transfer", "sepa"])
        if payment:
            returned = Return(self.today, "Rejet", fee=Decimal("12.50"))
            note_returned(actor=self.manager, payment=payment, returned=returned, token=uuid4())

    def strike_out(self) -> None:
        payment = self.a_payment(deposit=None)
        if payment:
            strike_out_payment(actor=self.manager, payment=payment, reason="Erreur", token=uuid4())

    def a_payment(self, **those: Any) -> Payment | None:
        """Of which something is left."""
        payments = self.payments().filter(**those)
        left = [one for one in payments if free_of(one.pk) or shares_of_payment(one.pk)]
        return self.random.choice(left) if left else None

    def invoices(self) -> Any:
        return Invoice.objects.invoices().filter(structure=self.structure)

    def payments(self) -> Any:
        return Payment.objects.filter(structure=self.structure)

    def reversals(self) -> Any:
        return Reversal.objects.filter(payment__structure=self.structure)
