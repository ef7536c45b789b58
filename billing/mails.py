"""Handlers of `Outgoing` messages about money: plain text, each reads everything anew when it leaves."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from billing.models import BillingRun, ExportedHead, PlanPrice
from billing.queries.billing_runs import managers_of, progress_of, way_in
from billing.queries.invoice_files import content_of
from billing.queries.invoice_letters import InvoiceLetter, invoice_letter
from billing.queries.plan_letters import PriceLetter, price_letter
from billing.queries.reminders import reminder_letter, reminder_said
from billing.rules.prices_in_words import price_in_words
from espaces.queries.access import today
from espaces.queries.networks import network_of_structure, page_address
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words
from espaces.services.acts import record_act


def send_plan_price(payload: dict[str, Any]) -> None:
    """A new price of a plan, for somebody who holds it: from when, and how to leave before."""
    letter = price_letter(payload["price"], payload["membership"])
    if letter is None:
        return
    addresses = [letter.address, *(person.email for person in letter.readers)]
    readers = list(dict.fromkeys(address for address in addresses if address))
    if not readers:
        return
    language = letter.readers[0].language if letter.readers else "fr"
    with translation.override(language):
        words = {"plan": letter.membership.plan, "day": _day(letter.price)}
        subject = _("Your plan %(plan)s: its price from %(day)s") % words
        body = render_to_string("emails/plan_price.txt", _context(letter))
        EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=readers).send()


def _context(letter: PriceLetter) -> dict[str, Any]:
    membership = letter.membership
    network = network_of_structure(membership.plan.structure, today())
    return {
        "letter": letter,
        "network": network,
        "venue": membership.home_venue,
        "name": letter.readers[0].first_name if len(letter.readers) == 1 else "",
        "former": _amount(letter.former) if letter.former else "",
        "amount": _amount(letter.price),
        "day": _day(letter.price),
        "page": page_address(reverse("billing:my_membership", args=[membership.pk]), network),
    }


def _amount(price: PlanPrice) -> str:
    return price_in_words(price.amount, includes_tax=price.includes_tax)


def _day(price: PlanPrice) -> str:
    return date_in_words(price.others_from) if price.others_from else ""


def send_invoice(payload: dict[str, Any]) -> None:
    """An invoice or a credit note with its stored file. `again` tells a later sending from the first.

    Raises FileChanged rather than sending a file that is not the one that was stored.
    """
    letter = invoice_letter(payload["invoice"])
    if letter is None or letter.file is None:
        return
    invoice = letter.invoice
    with translation.override(letter.language):
        kind = "credit_note" if invoice.is_credit_note else "invoice"
        body = render_to_string(f"emails/{kind}.txt", {"letter": letter, **_terms(letter)})
        message = EmailMessage(
            " ".join(_subject(letter).split()),
            body.strip() + "\n",
            to=letter.addresses,
            reply_to=[invoice.structure.email] if invoice.structure.email else None,
            headers={"Message-ID": _message_id("invoice", invoice.pk, payload.get("again", ""))},
        )
    message.attach(f"{invoice.reference}.pdf", content_of(letter.file), "application/pdf")
    message.send()
    record_act(actor=None, verb="invoice_mailed", target=invoice, to=letter.addresses)


def _subject(letter: InvoiceLetter) -> str:
    words = {"number": letter.invoice.reference, "structure": letter.invoice.structure}
    if letter.invoice.is_credit_note:
        return _("Credit note %(number)s · %(structure)s") % words
    return _("Invoice %(number)s · %(structure)s") % words


def _terms(letter: InvoiceLetter) -> dict[str, str]:
    """In the language in force."""
    invoice = letter.invoice
    return {
        "amount": euros(invoice.gross),
        "left": euros(letter.left) if letter.left else "",
        "issued": date_in_words(invoice.issued_on),
        "due": date_in_words(invoice.due_on),
        "corrected": date_in_words(invoice.corrects.issued_on) if invoice.corrects else "",
    }


def _message_id(kind: str, number: int, mark: str) -> str:
    """A second sending of the same message has the same one: mailboxes know it for the same letter."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{'-'.join(filter(None, (kind, str(number), mark)))}@{domain}>"


def send_billing_proposal(payload: dict[str, Any]) -> None:
    """To the managers: the billing of the month is ready to be looked at. Nothing when it was settled meanwhile."""
    run = BillingRun.objects.select_related("structure").get(pk=payload["run"])
    venue, progress = way_in(run), progress_of(run)
    if run.confirmed_at or run.dropped_at or venue is None or not progress.waiting:
        return
    network = network_of_structure(run.structure, today())
    page = page_address(reverse("billing:billing_run", args=[venue.slug, run.pk]), network)
    for manager in managers_of(run.structure):
        with translation.override(manager.language):
            context = {
                "run": run,
                "network": network,
                "name": manager.first_name,
                "customers": progress.waiting,
                "amount": euros(progress.amount),
                "page": page,
            }
            subject = _("Invoices to issue · %(structure)s") % {"structure": run.structure}
            body = render_to_string("emails/billing_proposal.txt", context)
            headers = {"Message-ID": _message_id("billing", run.pk, str(manager.pk))}
            EmailMessage(
                " ".join(subject.split()), body.strip() + "\n", to=[manager.email], headers=headers
            ).send()


def send_payment_reminder(payload: dict[str, Any]) -> None:
    """About what is still open when it leaves; nothing when all was paid meanwhile."""
    letter = reminder_letter(payload["structure"], payload["customer"], payload["step"], payload["invoices"])
    if letter is None:
        return
    with translation.override(letter.language):
        said = reminder_said(letter.structure, letter.wording, str(letter.customer), letter.owed, letter.page)
        context = {
            "said": said.body,
            "others": letter.others,
            "structure": letter.structure,
            "network": letter.network,
        }
        message = EmailMessage(
            said.subject,
            render_to_string("emails/payment_reminder.txt", context).strip() + "\n",
            to=letter.addresses,
            reply_to=[letter.structure.email] if letter.structure.email else None,
        )
    message.send()
    references = [one.reference for one in [*letter.owed, *letter.others]]
    record_act(actor=None, verb="reminder_mailed", target=letter.customer, invoices=references)


def send_book_head(payload: dict[str, Any]) -> None:
    """The seal of the books, for the accountant to keep: with it, a restored or rewritten database is noticed."""
    head = ExportedHead.objects.select_related("structure").get(pk=payload["head"])
    if not head.sent_to:
        return
    with translation.override(settings.LANGUAGE_CODE):
        words = {"structure": head.structure, "day": date_in_words(timezone.localdate(head.made_at))}
        subject = _("Seal of the books of %(structure)s, %(day)s") % words
        body = render_to_string("emails/book_head.txt", {"head": head, **words})
        message = EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[head.sent_to])
        message.attach(f"sceau-{head.structure_id}-{head.position}.json", head.content, "application/json")
        message.send()
