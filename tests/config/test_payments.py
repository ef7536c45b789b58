"""Real money and pretended money never meet: an installation that mixes them does not start."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.payments import STRIPE_PAGES, stripe_settings
from devtools import environment

LIVE = {"STRIPE_API_KEY": "sk_live_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}
PRETENDED = {"STRIPE_API_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}


@pytest.mark.parametrize(
    ("given", "demo"),
    [
        (PRETENDED, False),
        (LIVE | {"STRIPE_API_KEY": "rk_test_1"}, False),
        (LIVE | {"STRIPE_BASE": "http://localhost:8001"}, False),
        ({"STRIPE_BASE": "http://localhost:8001"}, False),
        (LIVE, True),
        (LIVE | {"STRIPE_API_KEY": "rk_live_1"}, True),
        ({"STRIPE_API_KEY": "sk_live_1"}, False),
    ],
)
def test_does_not_start_with(given: dict[str, str], demo: bool) -> None:
    with pytest.raises(ImproperlyConfigured, match="STRIPE_"):
        stripe_settings(given, demo=demo)


def test_starts_with_a_live_key_with_a_demo_s_or_without_any() -> None:
    live = stripe_settings(LIVE, demo=False)
    assert (live.key, live.base, live.pages) == ("sk_live_1", "", STRIPE_PAGES)
    sandbox = stripe_settings(PRETENDED | {"STRIPE_BASE": "http://localhost:8001/"}, demo=True)
    assert (sandbox.base, sandbox.pages) == ("http://localhost:8001", ("http://localhost:8001",))
    none = stripe_settings({}, demo=False)
    assert (none.key, none.pages) == ("", ())


def test_the_settings_themselves_refuse_a_sandbox_in_production() -> None:
    env = (
        environment.like_production(environment.ROOT)
        | PRETENDED
        | {"BOOKS_KEYS": "books:of-this-test-" + "0" * 40}
    )
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"], env=env, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "STRIPE_API_KEY is not a live key" in done.stderr


def test_a_test_never_speaks_to_the_stripe_of_its_developer() -> None:
    assert os.environ["STRIPE_API_KEY"] == os.environ["STRIPE_BASE"] == ""
