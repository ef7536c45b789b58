"""Refuses outside demo mode, and where a network already lives."""

import os
import sys

import django


def main() -> int:
    if os.environ.get("DEMO", "").lower() not in {"1", "true", "yes", "on"}:
        print("The demo network is loaded in demo mode only: set DEMO=1.", file=sys.stderr)
        return 2
    django.setup()
    from django.utils import timezone

    from devtools.demo_data.load import load
    from espaces.models import Network

    if Network.objects.exists():
        print("This database already has a network: nothing was loaded.", file=sys.stderr)
        return 1
    print(load(now=timezone.now()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
