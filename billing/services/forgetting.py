"""What billing forgets of a person who is erased. What was issued, received or signed stays as it was, ten years
(Code de commerce, L123-22); so does the proof of a mandate."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from billing.models import CustomerAccount, Invoice, OnlinePayment, SavedMethod, StripeEvent
from billing.services.online.methods import forget_at_stripe
from espaces.models import Outgoing, Person
from espaces.queries.identities import as_text, identity_of

HANDLED = [StripeEvent.State.DONE, StripeEvent.State.IGNORED]


def forget_customer(person: Person, now: datetime) -> None:
    """In the transaction of the erasure; Stripe is asked to forget what was saved there once it is committed."""
    CustomerAccount.objects.filter(customer__person=person).update(
        engagement="", service_code="", stripe_customer=""
    )
    for method in SavedMethod.objects.filter(customer__person=person, revoked_at=None).order_by("pk"):
        SavedMethod.objects.filter(pk=method.pk).update(revoked_at=now)
        transaction.on_commit(partial(forget_at_stripe, method), robust=True)
    _forget_messages(person)
    known = identity_of(person)
    told = StripeEvent.objects.alias(said=as_text("raw")).filter(known.written_in("said"), state__in=HANDLED)
    told.update(raw={})


def _forget_messages(person: Person) -> None:
    """Invoices, reminders and letters about payments that have not left."""
    waiting = Outgoing.objects.filter(done_at=None)
    invoices = Invoice.objects.filter(customer__person=person).values_list("pk", flat=True)
    waiting.filter(kind="invoice", payload__invoice__in=list(invoices)).delete()
    waiting.filter(kind="payment_reminder", payload__customer__in=_customers(person)).delete()
    payments = OnlinePayment.objects.filter(customer__person=person).values_list("pk", flat=True)
    about = {"payload__letter__in": ["announced", "failed"], "payload__number__in": list(payments)}
    waiting.filter(kind="online_payment", **about).delete()


def _customers(person: Person) -> list[int]:
    return [person.customer.pk] if hasattr(person, "customer") else []
