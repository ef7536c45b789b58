"""Announcements to the apps above, sent inside the transaction. README.md lists them all."""

from django.dispatch import Signal

reservation_confirmed = Signal()  # reservation, now
reservation_changed = Signal()  # reservation, move
reservation_cancelled = Signal()  # reservation, actor, now
closure_added = Signal()  # closure
