"""The association of the demo's coworker, host and manager: who pays how, and everything that goes wrong once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from billing.models import Article, Invoice, Means, PackProduct, Payment
from billing.queries.deposit_slips import to_deposit
from billing.services.crediting import credit_invoice
from billing.services.deposit_slips import ToDeposit, make_slip
from billing.services.online.packs import order_pack
from billing.services.online.refunds import give_back_online
from billing.services.public_invoices import note_deposited
from billing.services.sales import sell_article
from devtools.demo_data.books.bank import Bank, Transfer
from devtools.demo_data.books.billing import bill_now
from devtools.demo_data.books.clock import Agenda, at_hour
from devtools.demo_data.books.payers import Online, Till
from devtools.demo_data.selling import token
from devtools.stripe_sandbox import cards
from espaces.models import Customer, Person, Structure
from espaces.services.customers import own_customer

DAYS = timedelta(days=1)
LAST_RUN = 27
"""The last billing is at least so many days old: there is another one each month."""


@dataclass
class Cast:
    """Who plays which part."""

    camille: Person
    late: Person
    by_mandate: Person
    returned: Person
    disputing: Person
    partial: Person
    in_advance: Person
    by_card: list[Person]
    by_cheque: list[Person]
    cheque_in_hand: list[Person]
    to_match: list[Person]
    to_import: list[Person]
    in_cash: list[Person]
    buys_pack: Person
    asked_lately: Person
    employer: Customer
    council: Customer


@dataclass
class Filature:
    agenda: Agenda
    structure: Structure
    host: Person
    manager: Person
    cast: Cast
    online: Online
    bank: Bank
    today: date

    def __post_init__(self) -> None:
        self.till = Till(self.host, self.structure)
        cast = self.cast
        habits: dict[Callable[[Invoice], None], list[Person]] = {
            self._by_card: [cast.camille, *cast.by_card],
            self._by_cheque: cast.by_cheque,
            self._by_cheque_lately: cast.cheque_in_hand,
            self._by_transfer_not_matched: cast.to_match,
            self._by_transfer_to_import: cast.to_import,
            self._in_cash: cast.in_cash,
            self._in_part: [cast.partial],
            self._never: [cast.late, cast.by_mandate],
            self._by_mandate_or_card: [cast.returned],
            self._by_disputed_card: [cast.disputing],
        }
        self._habits = {own_customer(one).pk: habit for habit, ones in habits.items() for one in ones}

    def paid(self, invoice: Invoice) -> None:
        """Notes how an invoice just issued will be paid."""
        self._habits.get(invoice.customer_id, self._by_transfer)(invoice)

    def _after(self, days: int, hour: int, act: Callable[[], object]) -> None:
        self.agenda.note(at_hour(self.agenda.clock.at.date() + days * DAYS, hour), act)

    def _on(self, days_ago: int, hour: int, act: Callable[[], object]) -> None:
        self.agenda.note(at_hour(self.today - days_ago * DAYS, hour), act)

    def _is_last(self, invoice: Invoice) -> bool:
        return (self.today - invoice.issued_on).days <= LAST_RUN + 5

    # --- habits ------------------------------------------------------------------------------------

    def _never(self, invoice: Invoice) -> None:
        """Or from what is saved, by the night."""

    def _by_transfer(self, invoice: Invoice) -> None:
        self.bank.expect(Transfer(invoice, invoice.issued_on + 11 * DAYS))

    def _by_transfer_not_matched(self, invoice: Invoice) -> None:
        """One writes the number of the invoice, the other does not."""
        if self._is_last(invoice):
            names = "" if self.cast.to_match[0] == invoice.customer.person else "LOYER POSTE"
            self.bank.expect(Transfer(invoice, self.today - DAYS, names=names, matched=False))
        else:
            self._by_transfer(invoice)

    def _by_transfer_to_import(self, invoice: Invoice) -> None:
        if not self._is_last(invoice):
            self._by_transfer(invoice)

    def _by_cheque(self, invoice: Invoice) -> None:
        self._after(9, 15, lambda: self.till.take_cheque(invoice, self.agenda.clock.at.date()))

    def _by_cheque_lately(self, invoice: Invoice) -> None:
        day = self.today - 2 * DAYS
        if self._is_last(invoice):
            self.agenda.note(at_hour(day, 15), lambda: self.till.take_cheque(invoice, day))
        else:
            self._by_cheque(invoice)

    def _in_cash(self, invoice: Invoice) -> None:
        day = invoice.issued_on + 6 * DAYS
        self._after(6, 17, lambda: self.till.take(invoice, Means.CASH, day))

    def _in_part(self, invoice: Invoice) -> None:
        day = invoice.issued_on + 8 * DAYS
        self._after(8, 11, lambda: self.till.take(invoice, Means.CASH, day, amount=Decimal(60)))
        if not self._is_last(invoice):
            self.bank.expect(Transfer(invoice, invoice.issued_on + 30 * DAYS))

    def _by_card(self, invoice: Invoice) -> None:
        payer = invoice.customer.person
        assert payer is not None
        self._after(3, 20, partial(self.online.pay, invoice, payer))

    def _by_mandate_or_card(self, invoice: Invoice) -> None:
        if not self._is_last(invoice):
            self._by_card(invoice)

    def _by_disputed_card(self, invoice: Invoice) -> None:
        payer = invoice.customer.person
        assert payer is not None
        card = cards.DISPUTED if self._is_last(invoice) else cards.SUCCEEDS
        self._after(6, 21, partial(self.online.pay, invoice, payer, card))

    # --- episodes ----------------------------------------------------------------------------------

    def note_episodes(self, room: Article, booklet: PackProduct, first: date) -> None:
        cast = self.cast
        self.agenda.note(at_hour(first, 8), self._save_mandate)
        for month in range(3):
            self._on(40 + 30 * month, 14, partial(self._rent_to_council, room))
        self._on(36, 18, partial(self._sell_room_to_camille, room))
        self._on(26, 10, self._bill_employer_again)
        self._on(24, 10, self._expect_too_much)
        self._on(29, 12, self._save_what_will_be_returned)
        self._on(15, 19, partial(self.online.save, cast.camille, self.structure, card=cards.SUCCEEDS))
        self._on(12, 10, self._give_camille_a_half_back)
        self._on(9, 20, partial(self._buy_pack, booklet))
        for days in range(78, 1, -7):
            self._on(days, 10, self._import_statement)
        self._on(1, 10, self._import_last_statement)
        for days in (76, 46):
            self._on(days, 16, partial(self._go_to_the_bank, Means.CHEQUE, Means.CASH))
        self._on(16, 16, partial(self._go_to_the_bank, Means.CHEQUE))
        self._on(14, 11, self._deposit_on_portal)
        self._on(5, 11, self._ask_at_once)

    def _save_mandate(self) -> None:
        self.online.save(self.cast.by_mandate, self.structure, iban=cards.IBAN_SUCCEEDS)

    def _save_what_will_be_returned(self) -> None:
        self.online.save(self.cast.returned, self.structure, iban=cards.IBAN_DISPUTED)

    def _rent_to_council(self, room: Article) -> None:
        council, day = self.cast.council, self.agenda.clock.at.date()
        member = council.members.get()
        self._sell(room, member, council, Decimal(2), day)

    def _sell_room_to_camille(self, room: Article) -> None:
        camille = self.cast.camille
        self._sell(room, camille, own_customer(camille), Decimal(1), self.agenda.clock.at.date())

    def _sell(
        self, article: Article, person: Person, customer: Customer, quantity: Decimal, day: date
    ) -> None:
        sell_article(
            actor=self.host,
            article=article,
            person=person,
            customer=customer,
            quantity=quantity,
            sold_on=day,
            token=token("sale", article.pk, customer.pk, day),
            now=self.agenda.clock.at,
        )

    def _invoices_of(self, customer: Customer) -> list[Invoice]:
        rows = Invoice.objects.invoices().filter(structure=self.structure, customer=customer)
        return list(rows.order_by("-pk"))

    def _bill_employer_again(self) -> None:
        """The order number was missing: given back whole, then invoiced anew."""
        wrong = self._invoices_of(self.cast.employer)[0]
        credit_invoice(
            actor=self.manager,
            invoice_id=wrong.pk,
            wanted=None,
            reason="Votre numéro de commande manquait",
            token=token("credit", wrong.pk),
            bill_again=True,
        )
        for invoice in bill_now(self.agenda, self.manager, self.structure, [self.cast.employer]):
            self._by_transfer(invoice)

    def _expect_too_much(self) -> None:
        """Forty euros more than is asked: they are on account, for the next invoice."""
        invoice = self._invoices_of(own_customer(self.cast.in_advance))[0]
        self.bank.coming = [one for one in self.bank.coming if one.invoice != invoice]
        self.bank.expect(Transfer(invoice, self.today - 20 * DAYS, beyond=Decimal(40)))

    def _give_camille_a_half_back(self) -> None:
        """A room cancelled twelve hours before: half of its price is kept, the other half goes back to her card."""
        invoice = next(
            one
            for one in self._invoices_of(own_customer(self.cast.camille))
            if one.lines.filter(purpose="sale").exists()
        )
        line = invoice.lines.get(purpose="sale")
        half = line.amount / 2
        note = credit_invoice(
            actor=self.manager,
            invoice_id=invoice.pk,
            wanted={line.position: half},
            reason="Salle annulée douze heures avant : la moitié reste due",
            token=token("credit", invoice.pk),
        )
        payment = Payment.objects.get(
            means=Means.CARD, allocations__invoice=invoice, allocations__amount__gt=0
        )
        give_back_online(
            actor=self.manager,
            payment_id=payment.pk,
            amount=note.gross,
            reason="Salle annulée douze heures avant",
            token=token("refund", payment.pk),
            credit_note=note,
        )

    def _buy_pack(self, booklet: PackProduct) -> None:
        buyer = self.cast.buys_pack
        wanted = order_pack(
            actor=buyer, product=booklet, customer=own_customer(buyer), token=token("order", buyer.pk)
        )
        self.online.settle(wanted, card=cards.SUCCEEDS)

    def _ask_at_once(self) -> None:
        """An invoice by hand, not due yet."""
        bill_now(self.agenda, self.host, self.structure, [own_customer(self.cast.asked_lately)])

    def _import_statement(self) -> None:
        self.bank.import_until(self.agenda.clock.at.date())

    def _import_last_statement(self) -> None:
        """What it holds beside transfers is not set aside yet."""
        self.bank.import_until(self.agenda.clock.at.date(), set_others_aside=False)

    def _go_to_the_bank(self, *kinds: Means) -> None:
        day = self.agenda.clock.at.date()
        for means in kinds:
            in_hand = [one.pk for one in to_deposit(self.structure, means)]
            if in_hand:
                make_slip(
                    actor=self.host,
                    structure=self.structure,
                    wanted=ToDeposit(means, in_hand, day),
                    token=token("slip", means, day),
                )

    def _deposit_on_portal(self) -> None:
        """All but the latest, which waits for the manager."""
        older = self._invoices_of(self.cast.council)[1:]
        if older:
            note_deposited(
                actor=self.manager,
                structure=self.structure,
                invoices=[one.pk for one in older],
                on=self.agenda.clock.at.date(),
            )
