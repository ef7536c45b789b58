"""Announcements to the apps above, sent inside the transaction except where said. README.md lists them all."""

from django.dispatch import Signal

reservation_confirmed = Signal()  # reservation, now
reservation_changed = Signal()  # reservation, move
reservation_cancelled = Signal()  # reservation, actor, now
closure_added = Signal()  # closure
periods_opened = Signal()  # periods; after the commit: what waited for them may be settled
