"""Payments and what takes them back, slips, payouts: the journals of the bank and of cash."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from billing.rules.accounting.chart import Account, Chart, Journal, Role
from billing.rules.accounting.entries import Entry, EntryLine, entry, line
from billing.rules.accounting.facts import Back, Client, Means, Payment, Payout, Reversal, Slip
from billing.rules.accounting.moves import Move, Share, Where
from billing.rules.pricing.rounding import total_of

ONLINE = frozenset({Means.CARD, Means.SEPA})


def entry_of_move(move: Move, chart: Chart) -> Entry | None:
    """The shares of the customer against the account where the money is; nothing but shares: a change of place."""
    lines = [_share(share, move.client, chart) for share in move.shares]
    if move.reversal and move.payment:
        return _reversal(move, move.payment, move.reversal, lines, chart)
    if move.payment:
        return _payment(move, move.payment, lines, chart)
    return _change_of_place(move, lines, chart)


def entry_of_payout(payout: Payout, chart: Chart) -> Entry | None:
    """The bank receives what was collected less the fees."""
    gone = payout.amount + payout.fees + payout.fees_tax
    lines = [
        line(chart.of(Role.BANK), payout.amount),
        line(chart.of(Role.FEES), payout.fees),
        line(chart.of(Role.VAT_ON_FEES), payout.fees_tax),
        line(chart.of(Role.ONLINE), -gone),
    ]
    label = _("Payout of cards and debits %(reference)s") % {"reference": payout.reference}
    return entry(Journal.BANK, payout.arrived_on, payout.reference, label, lines)


def entry_of_slip(slip: Slip, chart: Chart) -> Entry | None:
    """In the journal of what leaves: cheques have none of their own."""
    is_cash = slip.means == Means.CASH
    lines = [line(chart.of(Role.BANK), slip.amount), line(chart.of_means(slip.means), -slip.amount)]
    words = (
        _("Cash brought to the bank, slip %(number)s") if is_cash else _("Cheques deposited, slip %(number)s")
    )
    journal = Journal.CASH if is_cash else Journal.BANK
    return entry(journal, slip.brought_on, slip.piece, words % {"number": slip.number}, lines)


def _share(share: Share, client: Client, chart: Chart) -> EntryLine:
    role = {
        Where.INVOICE: Role.CUSTOMERS,
        Where.BALANCE: Role.BALANCES,
        Where.DEPOSIT: Role.SECURITY_DEPOSITS,
    }[share.where]
    return line(chart.of(role), -share.amount, client, share.group)


def _payment(move: Move, payment: Payment, lines: list[EntryLine], chart: Chart) -> Entry | None:
    lines = [line(chart.of_means(payment.means), payment.amount), *lines]
    label = _("Payment %(reference)s, %(name)s") % {
        "reference": payment.reference or payment.piece,
        "name": payment.client.name,
    }
    return entry(
        _journal(payment.means),
        move.on,
        move.piece,
        label,
        lines,
        validated_on=max(move.on, payment.recorded_on),
    )


def _reversal(
    move: Move, payment: Payment, reversal: Reversal, lines: list[EntryLine], chart: Chart
) -> Entry | None:
    means = reversal.means or payment.means
    asked = chart.of(Role.ONLINE if means in ONLINE else Role.BANK)
    lines = [
        *lines,
        line(_account_of_return(means, payment, reversal, chart), -reversal.amount),
        line(chart.of(Role.FEES), reversal.fee),
        line(asked, -reversal.fee),
    ]
    label = _reversal_words(payment.means, reversal) % {
        "name": payment.client.name,
        "piece": payment.piece,
    }
    validated_on = max(move.on, reversal.recorded_on)
    return entry(_journal(means), move.on, move.piece, label, lines, validated_on=validated_on)


def _account_of_return(means: Means, payment: Payment, reversal: Reversal, chart: Chart) -> Account:
    """A cheque is given back, or comes back, from the bank once it was deposited; a refund never is the cheque."""
    if means == Means.CHEQUE:
        deposited = payment.deposited_on is not None and payment.deposited_on <= reversal.happened_on
        return chart.of(Role.BANK if deposited or reversal.kind == Back.REFUND else Role.CHEQUES)
    return chart.of_means(means)


def _reversal_words(means: Means, reversal: Reversal) -> str:
    kind = reversal.kind
    if reversal.security_deposit == reversal.amount:
        return _("Security deposit given back, payment %(piece)s, %(name)s")
    if kind == Back.REFUND:
        return _("Refund of payment %(piece)s, %(name)s")
    if kind == Back.MISTAKE:
        return _("Payment %(piece)s struck out, %(name)s")
    if means == Means.CHEQUE:
        return _("Unpaid cheque, payment %(piece)s, %(name)s")
    return _("Debit returned, payment %(piece)s, %(name)s")


def _change_of_place(move: Move, lines: list[EntryLine], chart: Chart) -> Entry | None:
    """Credit used on an invoice; or cents that are given up, which are a loss or a gain."""
    lost: Decimal = total_of(share.amount for share in move.shares)
    role = Role.LOSSES if lost > 0 else Role.GAINS
    words = _("Rounding of %(reference)s, %(name)s") if lost else _("Credit used on %(reference)s, %(name)s")
    label = words % {"reference": move.piece, "name": move.client.name}
    return entry(Journal.OTHER, move.on, move.piece, label, [*lines, line(chart.of(role), lost)])


def _journal(means: Means) -> Journal:
    return Journal.CASH if means == Means.CASH else Journal.BANK
