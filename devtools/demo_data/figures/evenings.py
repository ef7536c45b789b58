"""What hosts note besides bookings: sessions, two signed sheets, the yearly census."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageDraw

from devtools.demo_data.books.clock import Clock, at_hour
from espaces.models import Person, Venue
from reporting.models import Session, UsageDay
from reporting.rules.census import Initiator, Premises
from reporting.services.attendance import keep_sheet
from reporting.services.census import save_census
from reporting.services.sessions import Held, record_session

KINDS, THEMES = Session.Kind, Session.Theme
EVERY = timedelta(days=6)
TOLD = (
    ("Premiers pas avec un téléphone", KINDS.WORKSHOP, THEMES.DIGITAL, 120),
    ("Permanence France Travail", KINDS.SURGERY, THEMES.EMPLOYMENT, 180),
    ("Petit déjeuner des indépendants", KINDS.EVENT, THEMES.BUSINESS, 90),
    ("Déclarer ses revenus sans stress", KINDS.WORKSHOP, THEMES.PAPERWORK, 150),
    ("Soirée jeux", KINDS.EVENT, THEMES.COMMUNITY, 180),
    ("Facturer quand on débute", KINDS.WORKSHOP, THEMES.BUSINESS, 120),
)
A4 = (827, 1169)
LINES_FROM, LINE = 170, 62


def hold_sessions(
    places: Sequence[tuple[Venue, Person, Sequence[Person]]],
    first: date,
    today: date,
    clock: Clock,
    rng: random.Random,
) -> None:
    """One every six days, here and there, noted by the host in the evening. `places`: venue, host, who may come."""
    day = first + EVERY
    while day < today:
        number = (day - first) // EVERY
        venue, host, people = places[number % len(places)]
        title, kind, theme, minutes = TOLD[number % len(TOLD)]
        came = rng.sample(list(people), min(len(people), rng.randint(2, 6)))
        clock.at = at_hour(day, 19)
        held = Held(
            title=title,
            kind=kind,
            theme=theme,
            day=day,
            minutes=minutes,
            unnamed=rng.randint(0, 7),
            persons=came,
        )
        token = UUID(int=rng.getrandbits(128), version=4)
        record_session(actor=host, venue=venue, held=held, token=token, now=clock.at)
        day += EVERY


def sign_sheets(venue: Venue, host: Person, days: Sequence[date], clock: Clock) -> None:
    """The scans of two days, with the names of those who were there."""
    for day in days:
        there = UsageDay.objects.filter(venue=venue, day=day).select_related("person").order_by("person")
        clock.at = at_hour(day, 18, 30)
        keep_sheet(
            actor=host,
            venue=venue,
            day=day,
            file_name=f"emargement-{day}.png",
            content=sheet_of(venue, day, [str(one.person) for one in there]),
            now=clock.at,
        )


def sheet_of(venue: Venue, day: date, names: Sequence[str]) -> bytes:
    """A sheet of paper with a line and a scribble for each name."""
    paper = Image.new("RGB", A4, "#fffef8")
    ink, rng = ImageDraw.Draw(paper), random.Random(f"{venue.slug} {day}")
    ink.text((70, 60), f"Feuille d'émargement : {venue.name}", fill="#222222", font_size=30)
    ink.text((70, 105), f"{day:%d/%m/%Y}", fill="#222222", font_size=24)
    for rank, name in enumerate(names[:15]):
        top = LINES_FROM + rank * LINE
        ink.line((70, top + LINE, A4[0] - 70, top + LINE), fill="#bbbbbb", width=1)
        ink.text((75, top + 22), name, fill="#333333", font_size=22)
        signed = [(480 + step * 14, top + 34 + rng.randint(-16, 16)) for step in range(14)]
        ink.line(signed, fill="#1d3a8a", width=3, joint="curve")
    written = BytesIO()
    paper.save(written, "PNG")
    return written.getvalue()


def answer_census(venue: Venue, host: Person, today: date, clock: Clock) -> None:
    """Of the last year that is over: what no one counts."""
    clock.at = at_hour(today - timedelta(days=20), 17)
    typed = {
        "initiator": Initiator.CITIZENS.value,
        "opened": str(today.year - 6),
        "surface": "310",
        "premises": Premises.LENT.value,
        "jobs": "1.5",
        "volunteers": "12",
        "partners": "Commune, communauté de communes, Mission locale",
    }
    save_census(actor=host, venue=venue, year=today.year - 1, answers=typed, now=clock.at)
