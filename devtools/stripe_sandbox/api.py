"""One request of the API: who asks, on which account, with which key, and what is answered."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import stripe

from devtools.stripe_sandbox.answers import expanded
from devtools.stripe_sandbox.endpoints import Asked, Endpoint, find
from devtools.stripe_sandbox.money import DAY
from devtools.stripe_sandbox.parameters import checked, decoded
from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import PLATFORM, Account, Thing, World

KEYS_LAST = DAY
LONGEST_KEY = 255


@dataclass(frozen=True)
class Answer:
    status: int
    body: Thing
    replayed: bool = False

    @property
    def headers(self) -> dict[str, str]:
        replayed = {"Idempotent-Replayed": "true"} if self.replayed else {}
        return {"Content-Type": "application/json", "Request-Id": f"req_{secrets.token_hex(7)}"} | replayed


def answer(world: World, method: str, url: str, headers: Mapping[str, str], body: str, base: str) -> Answer:
    try:
        return _answer(world, method.lower(), url, {k.lower(): v for k, v in headers.items()}, body, base)
    except ApiError as refusal:
        return Answer(refusal.status, {"error": refusal.error})


def _answer(world: World, method: str, url: str, headers: Mapping[str, str], body: str, base: str) -> Answer:
    _must_be_known(headers)
    parts = urlsplit(url)
    form = body if method == "post" else parts.query
    endpoint, identifier = find(method, parts.path)
    at = _account(world, endpoint, headers)
    key = headers.get("idempotency-key", "")
    if len(key) > LONGEST_KEY:
        raise ApiError(400, "An idempotency key has at most 255 characters.", kind="idempotency_error")
    fingerprint = hashlib.sha256(f"{method} {parts.path}\n{form}".encode()).hexdigest()
    if method == "post" and (before := _answered_before(world, at, key, fingerprint)):
        return before
    # What does not pass here was never begun: its key stays free.
    params = checked(endpoint.params, decoded(form))
    found = _execute(Asked(at, identifier, params, base, parts.path), endpoint)
    if method == "post" and key:
        saved = {"at": world.now(), "fingerprint": fingerprint, "status": found.status, "body": found.body}
        world.memory["answers"][f"{at.id} {key}"] = saved
    return found


def _execute(asked: Asked, endpoint: Endpoint) -> Answer:
    """A refusal of a request that was begun is kept under its key, as its success is."""
    try:
        return Answer(200, expanded(asked.at, endpoint.answer(asked), asked.params.pop("expand", [])))
    except ApiError as refusal:
        return Answer(refusal.status, {"error": refusal.error})


def _answered_before(world: World, at: Account, key: str, fingerprint: str) -> Answer | None:
    saved = world.memory["answers"].get(f"{at.id} {key}")
    if saved is None or saved["at"] < world.now() - KEYS_LAST:
        return None
    if saved["fingerprint"] != fingerprint:
        raise ApiError(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
    return Answer(saved["status"], saved["body"], replayed=True)


def _must_be_known(headers: Mapping[str, str]) -> None:
    key = headers.get("authorization", "").removeprefix("Bearer ")
    if not key.startswith("sk_test_"):
        raise ApiError(401, "Invalid API Key provided.")
    version = headers.get("stripe-version", "")
    if version != stripe.api_version:
        raise ApiError(
            400, f"Invalid Stripe API version: {version}: the sandbox speaks {stripe.api_version}."
        )


def _account(world: World, endpoint: Endpoint, headers: Mapping[str, str]) -> Account:
    name = headers.get("stripe-account", "")
    if endpoint.of_platform and not name:
        return world.at(PLATFORM)
    if not name or name == PLATFORM or name not in world.memory["accounts"] or _left(world, name):
        raise ApiError(
            403,
            f"The provided key does not have access to account '{name}' (or that account does not exist). "
            "Application access may have been revoked.",
            code="account_invalid",
        )
    return world.at(name)


def _left(world: World, account: str) -> bool:
    return bool(world.at(account).things[account].get("_left"))
