"""Billing runs of a structure: what is prepared, what became of it, what still has to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from billing.models import BillingRun, Charge, Invoice, InvoiceDraft, StructureAccount
from billing.rules.pricing.rounding import ZERO
from espaces.models import Customer, Person, Role, RoleKind, Structure, Venue

State = InvoiceDraft.State
CATCH_UP = 6
"""Days during which a billing day that was missed is still proposed."""


def runs_of(structure: Structure) -> QuerySet[BillingRun]:
    """The latest first."""
    rows = BillingRun.objects.filter(structure=structure).select_related("structure", "confirmed_by")
    return rows.order_by("-made_at", "-pk")


def open_run_of(structure: Structure) -> BillingRun | None:
    return BillingRun.objects.filter(structure=structure, finished_at=None, dropped_at=None).first()


def unfinished_runs() -> list[int]:
    """Confirmed ones, which a worker goes on with."""
    rows = BillingRun.objects.exclude(confirmed_at=None).filter(finished_at=None)
    return list(rows.order_by("confirmed_at").values_list("pk", flat=True))


def drafts_of(run: BillingRun) -> QuerySet[InvoiceDraft]:
    """What did not go well first, then by name."""
    trouble = Case(When(state__in=[State.FAILED, State.CHANGED], then=Value(0)), default=Value(1))
    name = Coalesce("customer__person__last_name", "customer__organisation")
    rows = InvoiceDraft.objects.filter(run=run).select_related("customer__person")
    issued = Prefetch("invoices", Invoice.objects.defer("content").order_by("pk"))
    return rows.prefetch_related(issued).order_by(trouble, name, "pk")


def without_address(run: BillingRun) -> QuerySet[Customer]:
    """Those to be invoiced of whom the invoice would not say where they live, as the law wants."""
    drafts = InvoiceDraft.objects.filter(run=run, state=State.WAITING)
    lacking = Q(address="") | Q(postcode="") | Q(town="")
    rows = Customer.objects.filter(lacking, pk__in=drafts.values("customer"))
    return rows.select_related("person").order_by("person__last_name", "organisation", "pk")


@dataclass(frozen=True)
class Progress:
    """How many drafts are in each state. `amount`: what is issued or to be issued, as it was shown."""

    counts: dict[str, int]
    amount: Decimal

    def of(self, *states: str) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def issued(self) -> int:
        return self.of(State.ISSUED)

    @property
    def waiting(self) -> int:
        return self.of(State.WAITING)

    @property
    def in_trouble(self) -> int:
        return self.of(State.FAILED, State.CHANGED)

    @property
    def failed(self) -> int:
        return self.of(State.FAILED)

    @property
    def excluded(self) -> int:
        return self.of(State.EXCLUDED)

    @property
    def settled(self) -> int:
        """Those of which nothing is waited for any more."""
        return self.wanted - self.waiting

    @property
    def wanted(self) -> int:
        """All but those left out."""
        return sum(self.counts.values()) - self.excluded


def progress_of(run: BillingRun) -> Progress:
    rows = InvoiceDraft.objects.filter(run=run).order_by()
    counts = dict(rows.values_list("state").annotate(n=Count("pk")))
    kept = rows.exclude(state=State.EXCLUDED).aggregate(sum=Sum("announced"))["sum"]
    return Progress(counts, kept or ZERO)


def structures_to_bill(now: datetime) -> list[tuple[Structure, date]]:
    """Those whose billing day has come, with their day: nothing is being billed, something is owed."""
    unfinished = BillingRun.objects.filter(structure=OuterRef("structure"), finished_at=None, dropped_at=None)
    owed = Charge.objects.to_invoice().filter(structure=OuterRef("structure"))
    rows = StructureAccount.objects.filter(~Exists(unfinished), Exists(owed)).select_related("structure")
    found = []
    for account in rows.order_by("structure"):
        today = now.astimezone(ZoneInfo(account.time_zone)).date()
        if account.billing_day <= today.day <= account.billing_day + CATCH_UP:
            found.append((account.structure, today))
    return found


def managers_of(structure: Structure) -> list[Person]:
    """Who can be told by mail that something awaits them."""
    roles = Role.objects.active().filter(kind=RoleKind.MANAGER, structure=structure)
    persons = Person.objects.filter(pk__in=roles.values("person")).exclude(email="")
    return list(persons.order_by("pk"))


def way_in(run: BillingRun) -> Venue | None:
    """A venue of the structure, among whose pages its money is."""
    return Venue.objects.filter(structure=run.structure, archived_at=None).order_by("pk").first()
