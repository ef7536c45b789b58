"""Reservations as calendar files (RFC 5545): one per reservation for mails and downloads, and a person's feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

REFRESH_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEntry:
    """`uid` never changes; `sequence` counts the moves and the end; `changed_at` is the last change."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    url: str
    sequence: int
    changed_at: datetime
    cancelled: bool = False


def calendar_document(entries: Iterable[CalendarEntry], *, name: str = "") -> bytes:
    """The same entries give the same bytes. `name` is shown by calendars that subscribe to a feed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Espaces//Reservations//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    document: bytes = calendar.to_ical()
    return document


def _event(entry: CalendarEntry) -> Event:
    """Instants in UTC: no calendar has to know a time zone, and clock changes cannot be read wrongly."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("location", entry.location)
    event.add("description", entry.description)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
