"""The harness of every test: nothing leaks from one to the next, nothing leaves the machine."""

import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings as hypothesis_settings

from tests.quick_flush import flush_what_was_written
from tests.strict_templates import UndefinedVariable
from tests.stripe_sandbox import stripe_sandbox  # noqa: F401 (a fixture)

LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


def pytest_configure(config: pytest.Config) -> None:
    slow_is_fine = [HealthCheck.too_slow]
    hypothesis_settings.register_profile(
        "quick", max_examples=30, deadline=None, database=None, suppress_health_check=slow_is_fine
    )
    hypothesis_settings.register_profile(
        "ci", max_examples=40, deadline=None, database=None, suppress_health_check=slow_is_fine
    )
    default = "ci" if os.environ.get("CI") else "quick"
    hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", default))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for the demo comes first: only one of two workers loads it."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
    items.sort(key=lambda item: "demo_data" not in item.path.parts)


@pytest.fixture(autouse=True, scope="session")
def settings_of_tests() -> Iterator[None]:
    """The few settings that differ from production, for speed or isolation only."""
    from django.conf import settings
    from django.template import engines
    from django.test import override_settings

    differing = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "PUBLIC_PAGES_KEPT": 0,
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    }
    for folder in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    with override_settings(**differing):
        engines["django"].engine.string_if_invalid = UndefinedVariable()
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_flush() -> Iterator[None]:
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_what_was_written)
        yield


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    """No rate limit, language or zone left by the test before."""
    from django.core.cache import cache
    from django.utils import timezone, translation

    cache.clear()
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Only unix sockets and loopback: a test that needs the network is a wrong test.

    But for a run that is asked to speak to Stripe's test mode.
    """
    if os.environ.get("STRIPE_TEST_KEY"):
        yield
        return
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    socket.socket.connect = local_only  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture
def deliver_outgoing(django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """Do what the worker would do: send everything that waits in Outgoing."""
    from espaces.tasks import deliver_outgoing as task

    def deliver() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            task()

    return deliver
