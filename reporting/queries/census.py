"""What the product knows of a venue and year, for the census sheet; figures of persons are protected first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from espaces.models import Place, Resource, Venue
from espaces.queries.calendars import calendars_of
from espaces.rules.hours_in_words import weekly_hours_in_words
from reporting.models import CensusSheet, Status
from reporting.queries.comparing import figures_on, shown
from reporting.queries.scopes import scope_of_venue
from reporting.rules.census import Known, LegalForm, Typology
from reporting.rules.confidentiality import hide, protect
from reporting.rules.figures import Figures
from reporting.rules.periods import Period
from reporting.rules.report_content import secret

DESKS = (Resource.Kind.OPEN_SPACE, Resource.Kind.PRIVATE_OFFICE)
TYPOLOGIES = {Venue.Kind.COWORKING: Typology.COWORKING, Venue.Kind.FABLAB: Typology.FABLAB}
LEGAL_FORMS = {"association": LegalForm.ASSOCIATION, "public_body": LegalForm.PUBLIC}
"""A company may be a cooperative: that is for the hosts to say."""
COUNTED = {
    "users": "unique_users",
    "visits": "visits",
    "days": "desk_days",
    "structures": "businesses_hosted",
    "sessions": "sessions",
    "participations": "participations",
    "revenue": "revenue",
}


def census_sheet(venue: Venue, year: int) -> CensusSheet | None:
    return CensusSheet.objects.filter(venue=venue, year=year).select_related("changed_by").first()


def known_of(venue: Venue, year: int, day: date) -> dict[str, Known]:
    """By question. `day`: whose opening hours are said."""
    figures = _protected(venue, Period.parse(str(year)))
    return dict([*_of_venue(venue, day), *_of_places(venue), *_counted(figures)])


def _protected(venue: Venue, year: Period) -> Figures:
    """The sheet leaves the venue."""
    exact = figures_on(scope_of_venue(venue, year), year, list(COUNTED.values()), ["total", "statuses"])
    return hide(exact, protect(exact, ()))


def _of_venue(venue: Venue, day: date) -> Iterator[tuple[str, Known]]:
    settings = _("settings of the workplace")
    yield "name", Known(venue.name, venue.name, settings)
    address = " ".join(part for part in (venue.address, venue.postcode) if part)
    if address:
        yield "address", Known(address, address, settings)
    if venue.municipality:
        text = f"{venue.municipality} ({venue.municipality_id})"
        yield "municipality", Known(venue.municipality_id, text, settings)
    if venue.kind in TYPOLOGIES:
        kind = TYPOLOGIES[Venue.Kind(venue.kind)]
        yield "typology", Known(kind.value, str(kind.label), settings)
    if venue.structure.kind in LEGAL_FORMS:
        form = LEGAL_FORMS[venue.structure.kind]
        yield "legal_form", Known(form.value, str(form.label), _("settings of the structure"))
    if venue.kind == Venue.Kind.FRANCE_SERVICES:
        yield "public_service", Known("yes", _("yes"), settings)
    yield "accessible", Known(None, _("yes") if venue.wheelchair_accessible else _("no"), settings)
    services = ", ".join(str(Venue.Service(service).label) for service in venue.services)
    if services:
        yield "services", Known(None, services, settings)
    hours = weekly_hours_in_words(calendars_of([venue], day, day)[venue.pk].periods, day)
    if hours:
        yield "hours", Known(None, " ; ".join(hours), settings)


def _of_places(venue: Venue) -> Iterator[tuple[str, Known]]:
    places = Place.objects.filter(resource__venue=venue, resource__archived_at=None)
    found = places.aggregate(
        desks=Count("pk", filter=Q(resource__kind__in=DESKS)),
        rooms=Count("pk", filter=Q(resource__kind=Resource.Kind.MEETING_ROOM)),
    )
    for code, count in found.items():
        yield code, Known(count, str(count), _("resources of the workplace"))


def _counted(figures: Figures) -> Iterator[tuple[str, Known]]:
    for question, code in COUNTED.items():
        one = shown(code, figures.total, None)
        yield (
            question,
            Known(one.value, one.text, _("counted here: %(name)s") % {"name": one.definition.name}),
        )
    publics = [_public(row.key, row.counts.get("people")) for row in figures.tables["statuses"]]
    told = ", ".join(public for public in publics if public)
    if told:
        yield "publics", Known(None, told, _("answers of the persons themselves"))


def _public(status: str, people: int | None) -> str:
    """Nothing for nobody; a row without counts is secret."""
    if people == 0:
        return ""
    name = Status(status).label if status in Status else _("no answer")
    count = secret() if people is None else str(people)
    return f"{name}{_(':')} {count}"
