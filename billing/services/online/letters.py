"""Mails about online payments. Written with their cause, read anew when they leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from billing.models import OnlinePayment, OnlineRefund, Reversal
from billing.queries.billing_runs import managers_of
from billing.queries.invoice_letters import addresses_of, readers_of
from billing.queries.online import label_of
from espaces.models import Customer, Structure
from espaces.queries.access import today
from espaces.queries.networks import network_of_structure, page_address
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words
from espaces.services.outgoing import send_later

Purpose = OnlinePayment.Purpose
OF_A_DEBIT = {Purpose.COLLECTION, Purpose.INVOICES}


def announce_debit(payment: OnlinePayment) -> None:
    _later("announced", payment.pk)


def tell_failed(payment: OnlinePayment) -> None:
    """Whoever was on the page at Stripe has read it there; a debit fails days later, while nobody looks."""
    if payment.purpose in OF_A_DEBIT:
        _later("failed", payment.pk)


def tell_returned(reversal: Reversal) -> None:
    _later("returned", reversal.pk)
    _later("returned_to_hosts", reversal.pk)


def tell_refund_failed(refund: OnlineRefund) -> None:
    _later("refund_failed", refund.pk)


def _later(letter: str, number: int) -> None:
    send_later(
        kind="online_payment",
        key=f"online payment {letter} {number}",
        payload={"letter": letter, "number": number},
    )


def send(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "online_payment"."""
    LETTERS[payload["letter"]](payload["number"])


def _send_announced(number: int) -> None:
    payment = _payment(number)
    day = payment.collect_on
    if day is None or payment.method is None:
        return
    with _language_of(payment.customer):
        _mail_customer(
            payment.customer,
            payment.structure,
            _("%(amount)s will be debited on %(day)s")
            % {"amount": euros(payment.amount), "day": date_in_words(day)},
            "emails/debit_announced.txt",
            payment=payment,
            amount=euros(payment.amount),
            day=date_in_words(day),
            label=label_of(payment),
            page=_page(payment.structure, reverse("billing:saved_methods")),
        )


def _send_failed(number: int) -> None:
    payment = _payment(number)
    invoice = payment.invoices.order_by("due_on", "pk").first()
    if invoice is None:
        return
    with _language_of(payment.customer):
        _mail_customer(
            payment.customer,
            payment.structure,
            _("Your payment did not succeed: %(what)s") % {"what": label_of(payment)},
            "emails/payment_failed.txt",
            payment=payment,
            amount=euros(payment.amount),
            label=label_of(payment),
            page=_page(payment.structure, reverse("billing:pay_invoice", args=[invoice.pk])),
        )


def _send_returned(number: int) -> None:
    reversal = _reversal(number)
    payment = reversal.payment
    invoice = payment.allocations.order_by("pk").first()
    if invoice is None:
        return
    with _language_of(payment.customer):
        _mail_customer(
            payment.customer,
            payment.structure,
            _("A payment of %(amount)s was taken back by your bank") % {"amount": euros(reversal.amount)},
            "emails/payment_returned.txt",
            amount=euros(reversal.amount),
            day=date_in_words(payment.received_on),
            page=_page(payment.structure, reverse("billing:pay_invoice", args=[invoice.invoice_id])),
        )


def _send_returned_to_hosts(number: int) -> None:
    reversal = _reversal(number)
    payment = reversal.payment
    _mail_hosts(
        payment.structure,
        lambda: (
            _("A bank took back %(amount)s of %(customer)s")
            % {"amount": euros(reversal.amount), "customer": payment.customer}
        ),
        "emails/payment_returned_to_hosts.txt",
        reversal=reversal,
        customer=payment.customer,
        amount=euros(reversal.amount),
        fee=euros(reversal.fee) if reversal.fee else "",
    )


def _send_refund_failed(number: int) -> None:
    refund = OnlineRefund.objects.select_related("payment__structure", "payment__customer__person").get(
        pk=number
    )
    payment = refund.payment
    _mail_hosts(
        payment.structure,
        lambda: _("A refund to %(customer)s did not succeed") % {"customer": payment.customer},
        "emails/refund_failed.txt",
        refund=refund,
        customer=payment.customer,
        amount=euros(refund.amount),
    )


LETTERS = {
    "announced": _send_announced,
    "failed": _send_failed,
    "returned": _send_returned,
    "returned_to_hosts": _send_returned_to_hosts,
    "refund_failed": _send_refund_failed,
}


def _payment(number: int) -> OnlinePayment:
    rows = OnlinePayment.objects.select_related("structure", "customer__person", "method")
    return rows.get(pk=number)


def _reversal(number: int) -> Reversal:
    rows = Reversal.objects.select_related("payment__structure", "payment__customer__person")
    return rows.get(pk=number)


def _page(structure: Structure, path: str) -> str:
    return page_address(path, network_of_structure(structure, today()))


def _language_of(customer: Customer) -> Any:
    readers = readers_of(customer)
    return translation.override(readers[0].language if readers else "fr")


def _mail_customer(
    customer: Customer, structure: Structure, subject: str, template: str, **facts: object
) -> None:
    readers = readers_of(customer)
    name = readers[0].first_name if len(readers) == 1 else ""
    _mail(addresses_of(customer, readers), structure, subject, template, name=name, **facts)


def _mail_hosts(structure: Structure, subject: Any, template: str, **facts: object) -> None:
    managers = managers_of(structure)
    addresses = [structure.email, *(one.email for one in managers)]
    with translation.override(managers[0].language if managers else "fr"):
        _mail(dict.fromkeys(filter(None, addresses)), structure, subject(), template, name="", **facts)


def _mail(
    addresses: Iterable[str], structure: Structure, subject: str, template: str, **facts: object
) -> None:
    readers = list(addresses)
    if not readers:
        return
    network = network_of_structure(structure, today())
    body = render_to_string(template, {"structure": structure, "network": network, **facts})
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=readers).send()
