"""Whether and how a structure can be paid online, and what is under way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.errors import SentForAnother
from billing.models import (
    Invoice,
    OnlinePayment,
    OnlineRefund,
    Payment,
    Payout,
    PricedDay,
    ReservationPrice,
    SavedMethod,
    StripeAccount,
    StructureAccount,
)
from billing.queries.accounts import account_of
from billing.queries.debts import free_of, open_invoices, with_free
from billing.queries.quotes import Priced
from billing.rules.online import UNDER_WAY, State
from billing.rules.pricing.rounding import ZERO, cents, percent_of, total_of
from espaces.models import Customer, Enrolment, Person, Structure
from espaces.queries.payers import teams_managed_by
from reservations.models import Reservation
from reservations.rules.stays_in_words import stay_in_words

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User

Purpose = OnlinePayment.Purpose


def can_pay_online(structure: Structure | int) -> bool:
    """By card or by debit: the installation has a key, and Stripe says that the structure may be paid."""
    accounts = StripeAccount.objects.filter(structure=structure, charges_enabled=True)
    return bool(settings.STRIPE_API_KEY) and accounts.exists()


def takes_money(structure: Structure | int) -> bool:
    """It can be paid online, and its settings say how it bills what it is paid for."""
    return can_pay_online(structure) and StructureAccount.objects.filter(structure=structure).exists()


def due_when_booking(prices: Iterable[Priced | None]) -> Decimal:
    """With tax: all of it where the list is paid when booking, the deposit where it asks for one."""
    return total_of(_share_now(price) for price in prices if price and price.due > 0)


def _share_now(price: Priced) -> Decimal:
    if price.edition.pay_now:
        return price.due
    return cents(percent_of(price.due, price.edition.deposit_percent))


def account_at_stripe(structure_id: int) -> str:
    return StripeAccount.objects.values_list("account", flat=True).get(structure=structure_id)


def books_today(structure: Structure) -> date:
    """In the zone of its books."""
    account = account_of(structure)
    return timezone.localdate(timezone=ZoneInfo(account.time_zone) if account else None)


def structure_of_account(account: str) -> StripeAccount | None:
    return StripeAccount.objects.select_related("structure").filter(account=account).first()


def online_payments_visible_to(user: User | AnonymousUser, day: date) -> QuerySet[OnlinePayment]:
    """Those one began, one's own, and those of the teams one manages."""
    if not user.is_authenticated:
        return OnlinePayment.objects.none()
    teams = teams_managed_by(user, day).order_by().values("pk")
    mine = Q(made_by__user=user) | Q(customer__person__user=user) | Q(customer__in=teams)
    rows = OnlinePayment.objects.filter(mine)
    return rows.select_related("structure", "customer__person", "payment", "product", "pack", "method")


def under_way_of(invoices: Iterable[Invoice | int]) -> QuerySet[OnlinePayment]:
    """Payments of any of these invoices that Stripe may still bring to an end, the latest first."""
    rows = OnlinePayment.objects.filter(state__in=UNDER_WAY, invoices__in=list(invoices))
    return rows.distinct().order_by("-pk")


def baskets_of(person: Person) -> QuerySet[OnlinePayment]:
    """Places that he holds and has not paid."""
    rows = OnlinePayment.objects.filter(made_by=person, purpose=Purpose.BOOKING, state=State.CREATED)
    return rows.order_by("pk")


def basket_of(reservation: Reservation) -> OnlinePayment | None:
    """The payment that a held reservation waits for."""
    rows = OnlinePayment.objects.filter(reservations=reservation, state=State.CREATED)
    return rows.order_by("-pk").first()


def booked_with(payment: OnlinePayment) -> list[Reservation]:
    rows = payment.reservations.select_related("resource", "place", "venue__municipality", "person")
    return list(rows.order_by("pk"))


def days_priced_with(day_id: int) -> list[int]:
    """The day, and those to which its reservations were moved, as far as they are paid when booked, of one payer."""
    day = PricedDay.objects.get(pk=day_id)
    moved = ReservationPrice.objects.filter(day=day).values("reservation")
    rows = PricedDay.objects.filter(
        prices__reservation__in=moved, customer=day.customer_id, structure=day.structure_id, pay_now=True
    )
    return sorted({day_id, *rows.values_list("pk", flat=True)})


def was_paid_online(reservation: Reservation) -> bool:
    rows = OnlinePayment.objects.filter(reservations=reservation, payment__isnull=False)
    return rows.exists()


def days_paid_by(payment: OnlinePayment) -> list[int]:
    days = PricedDay.objects.filter(prices__reservation__in=payment.reservations.all())
    return sorted(set(days.values_list("pk", flat=True)))


def saved_methods_of(customers: Iterable[Customer | int]) -> QuerySet[SavedMethod]:
    """Not withdrawn, one for each structure and customer."""
    rows = SavedMethod.objects.filter(customer__in=list(customers), revoked_at=None)
    return rows.select_related("structure", "customer__person").order_by("structure__name", "pk")


def free_to_give_back(payment_id: int) -> Decimal:
    """The credit balance of a payment, less what was asked to go back and is not recorded yet."""
    asked = OnlineRefund.objects.filter(payment=payment_id, reversal=None).exclude(
        state=OnlineRefund.State.FAILED
    )
    return free_of(payment_id) - total_of(asked.values_list("amount", flat=True))


def paid_online(payment_id: int) -> OnlinePayment | None:
    """Through which a payment came, if it can go back the same way."""
    return OnlinePayment.objects.filter(payment=payment_id).exclude(intent="").first()


def payments_to_give_back(structure: Structure) -> QuerySet[Any]:
    """What came online, with `free`, the credit balance."""
    rows = with_free(Payment.objects.filter(structure=structure, online__isnull=False))
    return rows.select_related("structure", "customer__person").order_by("-pk")


def payments_waiting(now: datetime, limit: int) -> list[int]:
    """Begun or under way and not asked for some time, and those that succeeded and whose money is not recorded."""
    rows = OnlinePayment.objects.filter(
        Q(state=State.CREATED, made_at__lte=now - timedelta(minutes=2))
        & (Q(asked_at=None) | Q(asked_at__lte=now - timedelta(minutes=10)))
        & (Q(collect_on=None) | ~Q(intent=""))
        | Q(state=State.PROCESSING, asked_at__lte=now - timedelta(hours=4))
        | Q(state=State.SUCCEEDED, payment=None, changed_at__lte=now - timedelta(minutes=2))
        & ~Q(purpose=Purpose.METHOD)
    )
    return list(rows.order_by("asked_at", "pk").values_list("pk", flat=True)[:limit])


def refunds_waiting(now: datetime, limit: int) -> list[int]:
    rows = OnlineRefund.objects.filter(
        Q(state=OnlineRefund.State.CREATED, made_at__lte=now - timedelta(minutes=2))
        | Q(state=OnlineRefund.State.PENDING, asked_at__lte=now - timedelta(hours=4))
    )
    return list(rows.order_by("asked_at", "pk").values_list("pk", flat=True)[:limit])


def label_of(payment: OnlinePayment) -> str:
    """On Stripe's page and on the payer's bank statement: what it is, in a few words."""
    match payment.purpose:
        case Purpose.BOOKING:
            return _("Reservation at %(venue)s") % {"venue": booked_with(payment)[0].venue.name}
        case Purpose.PACK:
            assert payment.product is not None
            return payment.product.name
        case _:
            references = payment.invoices.order_by("pk").values_list("reference", flat=True)
            return _("Invoice %(numbers)s") % {"numbers": ", ".join(references)}


def details_of(payment: OnlinePayment) -> list[str]:
    if payment.purpose != Purpose.BOOKING:
        return []
    return [
        f"{one.resource.name} · {stay_in_words(one.starts_at, one.ends_at, one.venue.zone)}"
        for one in booked_with(payment)
    ]


def given_back_for(payment: OnlinePayment) -> Decimal:
    """What goes or went back of what was received, for the page that says so."""
    if payment.payment_id is None:
        return ZERO
    rows = OnlineRefund.objects.filter(payment=payment.payment_id).exclude(state=OnlineRefund.State.FAILED)
    return total_of(rows.values_list("amount", flat=True))


def payable_with(invoice: Invoice) -> list[Any]:
    """What its customer owes to its structure, with `left`, the oldest due first."""
    return list(open_invoices(invoice.structure_id, invoice.customer_id).select_related("structure"))


def structures_to_pay(person: Person) -> list[Structure]:
    """Those that know the person and can be paid online, by name."""
    enrolled = Enrolment.objects.filter(person=person).values("structure")
    found = Structure.objects.filter(
        pk__in=enrolled, stripe_account__charges_enabled=True, account__collects=True
    )
    return list(found.order_by("name", "pk")) if settings.STRIPE_API_KEY else []


def stripe_account_of(structure: Structure) -> StripeAccount | None:
    return StripeAccount.objects.filter(structure=structure).first()


def payouts_of(structure: Structure) -> QuerySet[Payout]:
    """The latest first."""
    return Payout.objects.filter(structure=structure).order_by("-arrived_on", "-pk")


def begun_before(token: UUID, structure: Structure, customer: Customer) -> OnlinePayment | None:
    """What the same form began when it was sent before. Raises SentForAnother when it was for somebody else."""
    known = OnlinePayment.objects.filter(token=token).first()
    if known is not None and (known.structure_id, known.customer_id) != (structure.pk, customer.pk):
        raise SentForAnother
    return known
