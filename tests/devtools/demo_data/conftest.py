"""The demo network, loaded once on an ordinary Tuesday morning."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from devtools.demo_data.load import load
from devtools.stripe_sandbox import keys
from devtools.stripe_sandbox.sandbox import Sandbox

NOW = dt.datetime(2026, 11, 24, 10, 47, tzinfo=ZoneInfo("Europe/Paris"))
TODAY = NOW.date()


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """One load for all tests about it, taken back at the end; each test is a savepoint inside."""
    online = {"STRIPE_API_KEY": keys.API_KEY, "STRIPE_WEBHOOK_SECRET": keys.WEBHOOK_SECRET}
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        override_settings(**online),
        transaction.atomic(),
    ):
        load(now=NOW, sandbox=Sandbox())
        yield
        transaction.set_rollback(True)
