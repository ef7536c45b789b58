"""What the worker does by itself while the months pass: closings, debits, reminders, the news of Stripe."""

from __future__ import annotations

from datetime import datetime

from billing.services.closings import close_all
from billing.services.online.collecting import announce_collections, collect_due
from billing.services.online.events import handle_event, receive_message
from billing.services.online.sweeping import sweep
from billing.services.reminders import send_all_due
from devtools.demo_data.books.clock import Agenda, at_hour
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.errors import Refused
from espaces.rules.clock import ONE_DAY


def note_nights(agenda: Agenda, sandbox: Sandbox, first: datetime, last: datetime) -> None:
    """The books are closed in the night, the rest is done in the morning."""
    day = first.date()
    while day <= last.date():
        agenda.note(at_hour(day, 1), lambda: _close(agenda))
        agenda.note(at_hour(day, 7), lambda: _morning(agenda, sandbox))
        day += ONE_DAY


def _close(agenda: Agenda) -> None:
    passed = close_all(agenda.clock.at)
    assert not passed.failed, "every day of the demo can be closed"


def _morning(agenda: Agenda, sandbox: Sandbox) -> None:
    """Reminders leave twice a week, which is as good as each day."""
    now = agenda.clock.at
    hear_from_stripe(sandbox)
    passed = announce_collections(now) + collect_due(now)
    if now.weekday() in {0, 3}:
        passed += send_all_due(now)
    assert not passed.failed, "every debit and reminder of the demo is possible"
    hear_from_stripe(sandbox)


def hear_from_stripe(sandbox: Sandbox) -> None:
    """Its messages, in the order in which they were sent; what came too early is asked about once more."""
    sandbox.tick()
    too_early = False
    for body, signature in sandbox.take_messages():
        try:
            handle_event(receive_message(body, signature).pk)
        except Refused:
            too_early = True
    if too_early:
        sweep()
