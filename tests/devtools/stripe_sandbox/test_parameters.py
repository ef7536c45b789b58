"""What Stripe would refuse, the sandbox refuses: names, kinds, enumerations, what is required."""

from typing import Any

import pytest
import stripe

from devtools.stripe_sandbox.parameters import checked, decoded
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.devtools.stripe_sandbox.asking import client, session_params


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def api(sandbox: Sandbox) -> stripe.StripeClient:
    return client(sandbox, sandbox.account())


@pytest.fixture
def customer(api: stripe.StripeClient) -> str:
    return api.v1.customers.create({"name": "Ada"}).id


def refused(api: stripe.StripeClient, params: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        api.v1.checkout.sessions.create(params)
    return caught.value


def test_forms_are_decoded_with_their_nesting() -> None:
    assert decoded("a=1&b[c]=2&d[0][e]=3&d[1][e]=&f%5Bg%5D=h+i") == {
        "a": "1",
        "b": {"c": "2"},
        "d": {"0": {"e": "3"}, "1": {"e": ""}},
        "f": {"g": "h i"},
    }


@pytest.mark.parametrize(
    ("wrong", "code", "param"),
    [
        ({"custmer": "cus_1"}, "parameter_unknown", "custmer"),
        (
            {"payment_intent_data": {"descripton": "x"}},
            "parameter_unknown",
            "payment_intent_data[descripton]",
        ),
        (
            {"payment_method_types": ["card"]},
            "payment_method_types_no_longer_supported",
            "payment_method_types",
        ),
        ({"expires_at": 1.5}, "parameter_invalid_integer", "expires_at"),
        ({"cancel_url": ""}, "parameter_invalid_empty", "cancel_url"),
        ({"mode": "paiement"}, None, "mode"),
        ({"locale": "breton"}, None, "locale"),
        ({"allowed_payment_method_types": ["sepa"]}, None, "allowed_payment_method_types[0]"),
        ({"allow_promotion_codes": "oui"}, None, "allow_promotion_codes"),
        ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
        ({"metadata": {"key": "v" * 501}}, None, "metadata[key]"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"customer": "cus_of_nobody"}, "resource_missing", "customer"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_parameter_is_refused(
    api: stripe.StripeClient, customer: str, wrong: dict[str, Any], code: str | None, param: str
) -> None:
    error = refused(api, session_params(customer) | wrong)
    assert (error.code, error.param) == (code, param)


def test_a_float_is_refused_as_an_amount(api: stripe.StripeClient, customer: str) -> None:
    params = session_params(customer)
    params["line_items"][0]["price_data"]["unit_amount"] = 42.5
    error = refused(api, params)
    assert (error.code, error.param) == (
        "parameter_invalid_integer",
        "line_items[0][price_data][unit_amount]",
    )


def test_what_is_required_inside_an_object_is_required(api: stripe.StripeClient, customer: str) -> None:
    params = session_params(customer)
    del params["line_items"][0]["price_data"]["currency"]
    assert refused(api, params).param == "line_items[0][price_data][currency]"


def test_two_ways_to_choose_methods_exclude_each_other(api: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        api.v1.payment_intents.create(
            {
                "amount": 500,
                "currency": "eur",
                "allowed_payment_method_types": ["card"],
                "automatic_payment_methods": {"enabled": True},
            }
        )


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_an_expiry_too_soon_or_too_late_is_refused(
    sandbox: Sandbox, api: stripe.StripeClient, customer: str, minutes: int
) -> None:
    params = session_params(customer, expires_at=sandbox.world.now() + minutes * 60)
    assert refused(api, params).param == "expires_at"


def test_an_amount_below_half_a_euro_is_refused(api: stripe.StripeClient, customer: str) -> None:
    params = session_params(customer)
    params["line_items"][0]["price_data"]["unit_amount"] = 49
    assert refused(api, params).code == "amount_too_small"


def test_a_setup_names_its_currency(api: stripe.StripeClient, customer: str) -> None:
    params = {"mode": "setup", "customer": customer, "success_url": "https://a.example"}
    assert refused(api, params).param == "currency"


def test_an_unknown_expansion_and_an_unknown_call_are_refused(
    sandbox: Sandbox, api: stripe.StripeClient, customer: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        api.v1.customers.retrieve(customer, {"expand": ["wallet"]})
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        api.v1.subscriptions.list()


def test_another_version_of_the_api_is_refused(sandbox: Sandbox) -> None:
    old = client(sandbox, sandbox.account(), stripe_version="2024-06-20")
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        old.v1.customers.create({"name": "Ada"})


def test_a_number_too_many_in_a_list_is_a_hole(api: stripe.StripeClient) -> None:
    del api
    from devtools.stripe_sandbox.refusals import ApiError

    with pytest.raises(ApiError, match="Invalid array at expand"):
        checked(None, decoded("expand[1]=customer"))
