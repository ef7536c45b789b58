"""Evidence in words: what a line of facts says, with venues by their names and persons by their pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from espaces.models import Resource
from reporting.models import AttendanceSheet, Session, Status, Transport

FACTS = {
    "venueday": _("days of venues"),
    "openday": _("open days of resources"),
    "usageday": _("visits"),
    "bookingday": _("reservations by day"),
    "profile": _("answers"),
    "homedistance": _("distances"),
    "revenue": _("lines of invoices"),
    "memberspan": _("times as a member"),
    "session": _("sessions"),
    "sessionparticipant": _("participants"),
}
"""Kinds of facts, by the name of their evidence."""
HEADINGS = {
    "venue_id": _("venue"),
    "person_id": _("person"),
    "day": _("day"),
    "morning": _("morning"),
    "afternoon": _("afternoon"),
    "minutes": _("minutes"),
    "kinds": _("resources used"),
    "attended": _("arrival recorded"),
    "confirmed": _("confirmed"),
    "due": _("due"),
    "missed": _("missed"),
    "cancelled": _("cancelled"),
    "kind": _("kind"),
    "places": _("places"),
    "open_minutes": _("open minutes"),
    "booked_minutes": _("booked minutes"),
    "attended_minutes": _("attended minutes"),
    "valid_from": _("from"),
    "valid_to": _("until (excluded)"),
    "status": _("situation"),
    "home": _("home municipality"),
    "home_work_km": _("home to work (km)"),
    "transport": _("usual transport"),
    "replaces_commute": _("commute replaced"),
    "company": _("company"),
    "company_created_on": _("company created on"),
    "km": _("km"),
    "customer_id": _("customer"),
    "net": _("without tax"),
    "recurring": _("recurring"),
    "starts_on": _("from"),
    "ends_on": _("until (excluded)"),
    "followed": _("followed by another one"),
    "theme": _("theme"),
    "unnamed": _("participants without a name"),
    "session_id": _("session"),
    "id": _("number"),
    "profile_id": _("answers"),
}
"""Columns that are shown; the others are in the file."""
PSEUDONYMS = {"person_id", "customer_id", "session_id", "profile_id", "id"}
YES_NO = {"t": _("yes"), "f": _("no")}
CHOSEN: Mapping[str, Mapping[str, object]] = {
    "kinds": dict(Resource.Kind.choices),
    "kind": dict(Resource.Kind.choices) | dict(Session.Kind.choices),
    "status": dict(Status.choices),
    "transport": dict(Transport.choices),
    "theme": dict(Session.Theme.choices),
}
"""Columns that hold a choice, or a list of them."""


@dataclass(frozen=True)
class EvidenceLine:
    cells: tuple[str, ...]
    sheet: AttendanceSheet | None


def headings(columns: Sequence[str]) -> list[str]:
    return [str(HEADINGS[name]) for name in columns if name in HEADINGS]


def lines_in_words(
    lines: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    venues: Mapping[str, str],
    sheets: Mapping[tuple[str, str], AttendanceSheet],
) -> list[EvidenceLine]:
    shown = [name for name in columns if name in HEADINGS]
    return [
        EvidenceLine(
            tuple(_cell(name, line[name], venues) for name in shown),
            sheets.get((line.get("venue_id", ""), line.get("day", ""))),
        )
        for line in lines
    ]


def _cell(name: str, text: str, venues: Mapping[str, str]) -> str:
    if name == "venue_id":
        return venues.get(text, text)
    if name in PSEUDONYMS and text:
        return f"{int(text):016x}"
    if name in CHOSEN:
        return ", ".join(str(CHOSEN[name].get(one, one)) for one in text.strip("{}").split(","))
    return str(YES_NO.get(text, text))
