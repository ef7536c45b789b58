"""Workers as a queue keeps them: the code is loaded once, each line read forks one, whose number is printed.

The drawing of a document is replaced by its number: what is tested here is who writes what, and when.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    import django

    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    say("ready")
    for _line in sys.stdin:
        number = os.fork()
        if not number:
            work()
            os._exit(0)
        say(number)


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def work() -> None:
    """What the worker is told and what the sweeps find, until nothing is left."""
    from billing.rules.invoices.content import Document
    from billing.services import documents
    from billing.tasks import continue_billing_runs
    from espaces.services.outgoing import deliver_due

    def drawn(content: Document) -> bytes:
        return content.reference.encode()

    documents.document_file = drawn
    continue_billing_runs()
    while deliver_due():
        pass


if __name__ == "__main__":
    main()
