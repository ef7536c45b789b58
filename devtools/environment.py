"""The environment variables that the product reads, for each way in which a developer runs it."""

import os
from pathlib import Path

from devtools.processes import ROOT
from devtools.stripe_sandbox.keys import API_KEY, WEBHOOK_SECRET

# Not a secret: it protects invented people only.
DEMO_KEY = "demo-only-key-for-invented-people-0123456789-abcdefghij"

DEMO_BOOKS_KEYS = "demo:demo-only-key-for-invented-invoices-0123456789"
STRIPE = ("STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_BASE")
NO_STRIPE = dict.fromkeys(STRIPE, "")


def for_tests(database_url: str, redis_url: str, folder: Path) -> dict[str, str]:
    """A transaction of a test may wait long on a busy machine: it is not ended for being idle."""
    settings = {"DATABASE_POOLED": "0", "DATABASE_IDLE_TIMEOUT": "0"}
    return _local(database_url, redis_url, folder) | settings


def for_demo(database_url: str, redis_url: str, *, port: int = 8000) -> dict[str, str]:
    base = {"BASE_URL": os.environ.get("BASE_URL", f"http://localhost:{port}")}
    return _local(database_url, redis_url, ROOT / ".demo") | base | _stripe(port)


def _stripe(port: int) -> dict[str, str]:
    """Stripe's test mode when the developer has a key of it, else the sandbox, which is the demo's neighbour."""
    if os.environ.get("STRIPE_API_KEY"):
        return {name: os.environ.get(name, "") for name in STRIPE}
    return dict(zip(STRIPE, (API_KEY, WEBHOOK_SECRET, f"http://localhost:{port + 1}"), strict=True))


def for_bench(database_url: str, redis_url: str, folder: Path) -> dict[str, str]:
    return _local(database_url, redis_url, folder)


def _local(database_url: str, redis_url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        **NO_STRIPE,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": DEMO_KEY,
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]"),
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "DOCUMENTS_ROOT": str(folder / "documents"),
        "DEMO_MAILBOX": str(folder / "mail"),
        "BOOKS_KEYS": DEMO_BOOKS_KEYS,
        "DEMO": "1",
    }


def like_production(static: Path) -> dict[str, str]:
    """For checks that reach no server."""
    return {
        **os.environ,
        **NO_STRIPE,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "postgresql://espaces@db.invalid/espaces",
        "REDIS_URL": "redis://redis.invalid/0",
        "SECRET_KEY": "7Qm_long-enough-for-the-deployment-check_0123456789_abcdef",
        "ALLOWED_HOSTS": "espaces.example",
        "BASE_URL": "https://espaces.example",
        "STATIC_ROOT": str(static),
        "DEMO": "0",
    }
