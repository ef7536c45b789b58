"""The calls that the product makes, each with the SDK's own type of its parameters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from stripe import params as sdk
from stripe.params import checkout as sdk_checkout

from devtools.stripe_sandbox import accounts, checkouts, intents, methods, refunds
from devtools.stripe_sandbox.answers import page
from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import Account, Thing

MOST_TYPES = 20


@dataclass(frozen=True)
class Asked:
    at: Account
    id: str
    params: Thing
    base: str
    path: str


@dataclass(frozen=True)
class Endpoint:
    """`of_platform`: asked by the platform about accounts, not on one."""

    method: str
    path: str
    params: Any
    answer: Callable[[Asked], Thing]
    of_platform: bool = False


def find(method: str, path: str) -> tuple[Endpoint, str]:
    for endpoint in ENDPOINTS:
        found = re.fullmatch(endpoint.path.replace("{id}", "(?P<id>[^/]+)"), path)
        if found and endpoint.method == method:
            return endpoint, found.groupdict().get("id", "")
    raise ApiError(404, f"Unrecognized request URL ({method.upper()}: {path}).")


def _retrieve(kind: str, asked: Asked) -> Thing:
    return asked.at.get(kind, asked.id)


def _list(kind: str, asked: Asked) -> Thing:
    return page(asked.at.all(kind), asked.params, asked.path)


def _list_moves(asked: Asked) -> Thing:
    moves = asked.at.all("balance_transaction")
    for name, field in (("payout", "_payout"), ("source", "source"), ("type", "type")):
        if wanted := asked.params.get(name):
            moves = [move for move in moves if move[field] == wanted]
    return page(moves, asked.params, asked.path)


def _list_events(asked: Asked) -> Thing:
    types = asked.params.get("types") or [asked.params.get("type", "")]
    if len(types) > MOST_TYPES:
        raise ApiError(400, f"At most {MOST_TYPES} types.", param="types")
    events = asked.at.all("event")
    return page(
        [event for event in events if types == [""] or event["type"] in types], asked.params, asked.path
    )


def _reads(kind: str, path: str, *, listed: Any = None) -> list[Endpoint]:
    found = [Endpoint("get", f"{path}/{{id}}", None, partial(_retrieve, kind))]
    if listed:
        found.append(Endpoint("get", path, listed, partial(_list, kind)))
    return found


ENDPOINTS = [
    Endpoint(
        "post", "/v1/accounts", sdk.AccountCreateParams, lambda a: accounts.create(a.at, a.params), True
    ),
    Endpoint("get", "/v1/accounts/{id}", None, lambda a: accounts.retrieve(a.at, a.id), True),
    Endpoint(
        "post",
        "/v1/account_links",
        sdk.AccountLinkCreateParams,
        lambda a: accounts.create_link(a.at, a.params, a.base),
        True,
    ),
    Endpoint(
        "post",
        "/v1/customers",
        sdk.CustomerCreateParams,
        lambda a: methods.create_customer(a.at, a.params),
    ),
    Endpoint(
        "post",
        "/v1/checkout/sessions",
        sdk_checkout.SessionCreateParams,
        lambda a: checkouts.create(a.at, a.params, a.base),
    ),
    Endpoint("post", "/v1/checkout/sessions/{id}/expire", None, lambda a: checkouts.expire(a.at, a.id)),
    Endpoint(
        "post",
        "/v1/payment_intents",
        sdk.PaymentIntentCreateParams,
        lambda a: intents.create(a.at, a.params),
    ),
    Endpoint(
        "post",
        "/v1/payment_intents/{id}/cancel",
        sdk.PaymentIntentCancelParams,
        lambda a: intents.cancel(a.at, a.id, a.params.get("cancellation_reason")),
    ),
    Endpoint("post", "/v1/payment_methods/{id}/detach", None, lambda a: methods.detach(a.at, a.id)),
    Endpoint("post", "/v1/refunds", sdk.RefundCreateParams, lambda a: refunds.create(a.at, a.params)),
    Endpoint("get", "/v1/balance_transactions", sdk.BalanceTransactionListParams, _list_moves),
    Endpoint("get", "/v1/events", sdk.EventListParams, _list_events),
    *_reads("balance_transaction", "/v1/balance_transactions"),
    *_reads("charge", "/v1/charges"),
    *_reads("checkout.session", "/v1/checkout/sessions"),
    *_reads("customer", "/v1/customers"),
    *_reads("dispute", "/v1/disputes"),
    *_reads("event", "/v1/events"),
    *_reads("mandate", "/v1/mandates"),
    *_reads("payment_intent", "/v1/payment_intents"),
    *_reads("payment_method", "/v1/payment_methods"),
    *_reads("payout", "/v1/payouts", listed=sdk.PayoutListParams),
    *_reads("refund", "/v1/refunds"),
    *_reads("setup_intent", "/v1/setup_intents"),
]
