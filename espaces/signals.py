"""Announcements, sent inside the transaction except where said. README.md lists them all."""

from django.dispatch import Signal

outgoing_written = Signal()  # after the commit: a worker may be nudged
