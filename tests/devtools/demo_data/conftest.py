"""The demo network, loaded once on an ordinary Tuesday morning."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import override_settings

from devtools.demo_data.load import load
from devtools.stripe_sandbox import keys
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.factories.shared_world import undone_at_the_end

NOW = dt.datetime(2026, 11, 24, 10, 47, tzinfo=ZoneInfo("Europe/Paris"))
TODAY = NOW.date()


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    online = {"STRIPE_API_KEY": keys.API_KEY, "STRIPE_WEBHOOK_SECRET": keys.WEBHOOK_SECRET}
    with (
        time_machine.travel(NOW, tick=False),
        override_settings(**online),
        undone_at_the_end(django_db_blocker),
    ):
        load(now=NOW, sandbox=Sandbox())
        yield
