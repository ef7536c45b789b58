"""Reminders of a structure: its steps, what is due to leave, and what a letter says, read anew when it leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from stdnum import iban

from billing.models import (
    Allocation,
    CustomerAccount,
    Means,
    OnlinePayment,
    Reminder,
    ReminderStep,
    Reversal,
    StructureAccount,
)
from billing.queries.accounts import account_of, transfer_to
from billing.queries.debts import open_invoices
from billing.queries.invoice_letters import addresses_of, readers_of
from billing.queries.online import can_pay_online
from billing.queries.payments import today_of
from billing.rules.arrears import days_late
from billing.rules.online import UNDER_WAY, State
from billing.rules.reminders import Owed, Wording, due_step, filled, proposed_steps, told_with, values_of
from espaces.models import Customer, Network, Structure
from espaces.queries.access import today
from espaces.queries.networks import network_of_structure, page_address


def steps_of(structure: Structure | int) -> QuerySet[ReminderStep]:
    """In the order in which they leave."""
    return ReminderStep.objects.filter(structure=structure).order_by("days")


def structures_that_remind() -> list[int]:
    active = ReminderStep.objects.filter(structure=OuterRef("structure"), is_active=True)
    rows = StructureAccount.objects.filter(Exists(active))
    return list(rows.order_by("structure").values_list("structure", flat=True))


def invoices_to_follow(structure_id: int, customer_id: int | None = None) -> QuerySet[Any]:
    """Open ones that a reminder may be about: no debit is announced or under way, no card payment is disputed."""
    debits = OnlinePayment.objects.filter(
        Q(state=State.PROCESSING) | Q(state__in=UNDER_WAY, purpose=OnlinePayment.Purpose.COLLECTION),
        invoices=OuterRef("pk"),
    )
    disputed = Allocation.objects.filter(
        invoice=OuterRef("pk"),
        payment__means=Means.CARD,
        payment__reversals__kind=Reversal.Kind.RETURNED,
    )
    return open_invoices(structure_id, customer_id).filter(~Exists(debits), ~Exists(disputed))


def owed_on(rows: QuerySet[Any]) -> dict[int, list[Owed]]:
    """By customer. Two queries."""
    found = list(rows.values_list("pk", "customer", "reference", "due_on", "left"))
    sent: dict[int, set[int]] = defaultdict(set)
    for invoice, days in Reminder.objects.filter(invoice__in=[row[0] for row in found]).values_list(
        "invoice", "days"
    ):
        sent[invoice].add(days)
    by_customer: dict[int, list[Owed]] = defaultdict(list)
    for pk, customer, reference, due_on, left in found:
        by_customer[customer].append(Owed(pk, reference, due_on, left, frozenset(sent[pk])))
    return by_customer


@dataclass(frozen=True)
class Due:
    """What one customer is to be reminded of: invoices with the step that is due for each."""

    steps: Mapping[int, int]

    @property
    def step(self) -> int:
        """The latest one: its words are those of the letter."""
        return max(self.steps.values())


def reminders_due(structure_id: int, day: date, customer_id: int | None = None) -> dict[int, Due]:
    """By customer; those who are not to be reminded are left out."""
    steps = [step.days for step in steps_of(structure_id) if step.is_active]
    if not steps:
        return {}
    off = CustomerAccount.objects.filter(
        structure=structure_id, customer=OuterRef("customer"), reminders_off=True
    )
    rows = invoices_to_follow(structure_id, customer_id).filter(~Exists(off))
    found = {}
    for customer, owed in owed_on(rows.filter(due_on__lte=day - timedelta(days=min(steps)))).items():
        due = {one.invoice: step for one in owed if (step := due_step(one, steps, day)) is not None}
        if due:
            found[customer] = Due(due)
    return found


def wording_now(structure_id: int, late: int) -> Wording:
    """Of a reminder sent by hand for an invoice `late` by so many days: the step reached, else the first after the
    due day, of the structure or as proposed."""
    own = [Wording(step.days, step.subject, step.text) for step in steps_of(structure_id)]
    after = [one for one in own if one.days > 0] or [one for one in proposed_steps() if one.days > 0]
    return max((one for one in after if one.days <= late), key=lambda one: one.days, default=after[0])


def wording_of(structure_id: int, days: int) -> Wording | None:
    step = steps_of(structure_id).filter(days=days).first()
    if step is not None:
        return Wording(step.days, step.subject, step.text)
    return next((one for one in proposed_steps() if one.days == days), None)


@dataclass(frozen=True)
class ReminderLetter:
    """`others`: open invoices that the words are not about. `page`: where one sees and pays."""

    structure: Structure
    customer: Customer
    addresses: list[str]
    language: str
    owed: list[Owed]
    others: list[Owed]
    wording: Wording
    page: str
    network: Network | None


def reminder_letter(
    structure_id: int, customer_id: int, days: int, invoices: Collection[int]
) -> ReminderLetter | None:
    """None when nobody can be reached, or when everything was paid or debited in the meantime."""
    structure = Structure.objects.get(pk=structure_id)
    customer = Customer.objects.select_related("person").get(pk=customer_id)
    wording = wording_of(structure_id, days)
    readers = readers_of(customer)
    addresses = addresses_of(customer, readers)
    open_now = owed_on(invoices_to_follow(structure_id, customer_id).filter(pk__in=invoices))
    owed = open_now.get(customer_id, [])
    if not owed or not addresses or wording is None:
        return None
    about = told_with(owed, days, today_of(structure_id))
    network = network_of_structure(structure, today())
    return ReminderLetter(
        structure=structure,
        customer=customer,
        addresses=addresses,
        language=readers[0].language if readers else "fr",
        owed=about,
        others=[one for one in owed if one not in about],
        wording=wording,
        page=page_address(_page(owed), network),
        network=network,
    )


def _page(owed: Collection[Owed]) -> str:
    if len(owed) == 1:
        return reverse("billing:my_invoice", args=[next(iter(owed)).invoice])
    return reverse("billing:my_invoices")


@dataclass(frozen=True)
class Said:
    subject: str
    body: str


def reminder_said(
    structure: Structure, wording: Wording, name: str, owed: Collection[Owed], page: str
) -> Said:
    """In the language in force."""
    values = values_of(name, owed, how_to_pay(structure, owed, page), today_of(structure.pk))
    return Said(" ".join(filled(wording.subject, values).split()), filled(wording.text, values))


def how_to_pay(structure: Structure, owed: Collection[Owed], page: str) -> str:
    """Online where the structure can be paid so, by transfer where it gave an account; where to see the invoice."""
    account = account_of(structure)
    transfer = transfer_to(account, ", ".join(one.reference for one in owed)) if account else None
    online = (
        _("To see and pay it online: %(page)s") if can_pay_online(structure) else _("To see it: %(page)s")
    )
    lines = [online % {"page": page}]
    if transfer:
        words = {
            "holder": transfer.holder,
            "iban": iban.format(transfer.iban),
            "reference": transfer.reference,
        }
        lines.append(
            _("By bank transfer to %(holder)s, IBAN %(iban)s, with the reference %(reference)s") % words
        )
    return "\n".join(lines)


@dataclass(frozen=True)
class Example:
    """An invoice to show what a reminder will look like. `invented` when the structure has none that is open."""

    name: str
    owed: Owed
    page: str
    invented: bool = False


def example_for(structure: Structure, days: int) -> Example:
    """The oldest one that is open, as if the day of the step had come."""
    due_on = today_of(structure.pk) - timedelta(days=days)
    row = open_invoices(structure.pk).select_related("customer__person").first()
    network = network_of_structure(structure, today())
    if row is None:
        page = page_address(reverse("billing:my_invoices"), network)
        owed = Owed(0, f"FA-{due_on.year}-000123", due_on, Decimal("48.00"))
        return Example(_("Camille Martin"), owed, page, invented=True)
    owed = Owed(row.pk, row.reference, due_on, row.left)
    return Example(str(row.customer), owed, page_address(_page([owed]), network))


def last_reminders(structure: Structure, customer_id: int | None = None) -> QuerySet[Reminder]:
    rows = Reminder.objects.filter(invoice__structure=structure)
    if customer_id is not None:
        rows = rows.filter(invoice__customer=customer_id)
    return rows.select_related("invoice__customer__person", "sent_by").order_by("-sent_at", "-pk")


def late_invoices(structure_id: int, customer_id: int) -> list[Owed]:
    """Those that a reminder sent by hand would be about."""
    day = today_of(structure_id)
    owed = owed_on(invoices_to_follow(structure_id, customer_id)).get(customer_id, [])
    return [one for one in owed if days_late(one.due_on, day) > 0]
