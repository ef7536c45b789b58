"""The demo's Stripe: its neighbour, unless the developer brings a key of Stripe's test mode."""

import pytest

from config.payments import stripe_settings
from devtools import demo, environment


def test_the_demo_speaks_to_its_neighbour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)
    env = environment.for_demo("postgresql:///x", "redis://x", port=8040)
    assert stripe_settings(env, demo=True).base == "http://localhost:8041"
    command = " ".join(demo._stripe_sandbox(8040, env))
    assert "--port 8041 --webhook http://localhost:8040/paiements/evenements/ --file" in command


def test_a_developer_s_test_key_is_used_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", "sk_test_of_a_developer")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_of_a_developer")
    env = environment.for_demo("postgresql:///x", "redis://x", port=8040)
    found = stripe_settings(env, demo=True)
    assert (found.key, found.base) == ("sk_test_of_a_developer", "")
    for never in (environment.for_tests, environment.for_bench):
        assert never("postgresql:///x", "redis://x", environment.ROOT)["STRIPE_API_KEY"] == ""
