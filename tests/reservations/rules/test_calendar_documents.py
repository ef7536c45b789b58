"""What calendars read, checked by parsing it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from icalendar import Calendar

from reservations.rules.calendar_documents import CalendarEntry, calendar_document
from tests.wall_clock import at

ENTRY = CalendarEntry(
    uid="6f1d",
    starts_at=at("2026-03-29 09:00"),
    ends_at=at("2026-03-29 12:00"),
    summary="La Filature · Open space; grand, calme",
    location="La Filature, 4 rue de la Gare, 48400 Florac",
    description="Poste 3\nà côté de la fenêtre",
    url="https://espaces.example/mes-reservations/3/",
    sequence=2,
    changed_at=at("2026-03-01 10:00"),
)


def parsed(*entries: CalendarEntry, name: str = "") -> Calendar:
    calendar = Calendar.from_ical(calendar_document(entries, name=name))
    assert calendar.errors == []
    return calendar


def test_t_an_entry_in_utc_across_the_clock_change() -> None:
    [event] = parsed(ENTRY).events
    assert event.start == dt.datetime(2026, 3, 29, 7, tzinfo=dt.UTC)
    assert event.end == dt.datetime(2026, 3, 29, 10, tzinfo=dt.UTC)
    assert b"DTSTART:20260329T070000Z" in calendar_document([ENTRY])


def test_words_survive_the_format() -> None:
    [event] = parsed(ENTRY).events
    assert event["summary"] == ENTRY.summary
    assert event["location"] == ENTRY.location
    assert event["description"] == ENTRY.description
    assert (event["uid"], event["sequence"], event["status"]) == ("6f1d", 2, "CONFIRMED")


def test_a_cancelled_entry_says_so() -> None:
    [event] = parsed(replace(ENTRY, cancelled=True)).events
    assert event["status"] == "CANCELLED"


def test_a_feed_has_a_name_and_a_rhythm() -> None:
    calendar = parsed(ENTRY, name="Mes réservations")
    assert calendar["x-wr-calname"] == "Mes réservations"
    assert calendar["x-published-ttl"] == "PT1H"


def test_the_same_entries_give_the_same_bytes() -> None:
    assert calendar_document([ENTRY], name="n") == calendar_document([replace(ENTRY)], name="n")


def test_an_empty_feed_is_a_calendar() -> None:
    assert parsed(name="Mes réservations").events == []
