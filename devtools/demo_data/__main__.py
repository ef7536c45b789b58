"""Refuses outside demo mode, and where a network already lives."""

import logging
import os
import sys

import django


def main() -> int:
    if os.environ.get("DEMO", "").lower() not in {"1", "true", "yes", "on"}:
        print("The demo network is loaded in demo mode only: set DEMO=1.", file=sys.stderr)
        return 2
    django.setup()
    logging.getLogger("stripe").setLevel(logging.WARNING)  # it tells every request of three months
    from django.conf import settings
    from django.utils import timezone

    from devtools.demo_data import FOLDER, STATEMENT
    from devtools.demo_data.books.to_import import statement_to_import
    from devtools.demo_data.load import load
    from devtools.stripe_sandbox.sandbox import Sandbox
    from espaces.models import Network

    if Network.objects.exists():
        print("This database already has a network: nothing was loaded.", file=sys.stderr)
        return 1
    sandbox = Sandbox(settings.STRIPE_BASE)
    print(load(now=timezone.now(), sandbox=sandbox))
    sandbox.file = FOLDER / "stripe.json"
    sandbox.save()
    STATEMENT.write_text(statement_to_import(timezone.now()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
