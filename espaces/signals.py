"""Announcements, sent inside the transaction except where said. README.md lists them all."""

from django.dispatch import Signal

outgoing_written = Signal()  # after the commit: a worker may be nudged
membership_ended = (
    Signal()
)  # membership, actor, now; its end is earlier, or later when an ending is withdrawn
team_left = Signal()  # membership, person, actor, now; the person no longer shares it; his row is locked
membership_paused = Signal()  # membership, actor, now; a pause was added or withdrawn
municipalities_located = Signal()  # coordinates of some of them were written
person_erased = Signal()  # person (locked, still with name and address), now; each app forgets what it knows
