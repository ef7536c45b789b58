"""What an import would do. Reads, writes nothing: the dry run is a plan that nobody carries out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from espaces.models import Venue, VenueSource
from espaces.queries.territories import municipality_finder
from espaces.rules.distance import haversine_km
from espaces.rules.place_names import postcode_of_arrondissement
from espaces.rules.time_zones import zone_of_departement
from espaces.rules.venue_lists import Entry, Issue, ListFormat, RawRow
from espaces.rules.venue_lists.duplicates import Candidate, Suspicion, suspected_duplicates
from espaces.rules.venue_lists.municipality_finder import KnownMunicipality, MunicipalityFinder

TOO_FAR_KM = 100.0  # wider than any municipality of France, Guyane's largest apart from its edges
Kind = Literal["created", "updated", "unchanged", "refused"]


@dataclass
class Outcome:
    """What becomes of one row."""

    entry: Entry
    kind: Kind
    source: VenueSource | None = None  # what the list said last time, with its venue
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    outcomes: list[Outcome]
    suspicions: list[Suspicion]

    @property
    def counts(self) -> Counter[Kind]:
        return Counter(outcome.kind for outcome in self.outcomes)

    def of_kind(self, kind: Kind) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.kind == kind]


def plan_import(rows: Iterable[RawRow], *, list_format: ListFormat, source: str) -> Plan:
    finder = municipality_finder()
    entries = [understood(row, list_format, finder) for row in rows]
    refuse_repeated_identifiers(entries)
    ids = [entry.external_id for entry in entries]
    known = {
        row.external_id: row
        for row in VenueSource.objects.filter(source=source, external_id__in=ids).select_related("venue")
    }
    outcomes = [outcome_of(entry, known.get(entry.external_id), list_format) for entry in entries]
    return Plan(outcomes, suspicions_among(outcomes))


def understood(row: RawRow, list_format: ListFormat, finder: MunicipalityFinder) -> Entry:
    """The row as fields of a venue the database would accept, or with its problems."""
    if row.fault:
        return Entry(line=row.line, problems=[Issue("", row.fault)])
    entry = list_format.read(row)
    place_in_municipality(entry, finder, list_format)
    checked = Venue(**entry.values)
    try:
        checked.clean_fields(exclude={field.name for field in Venue._meta.fields} - set(entry.values))
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            column = list_format.column_of.get(name, name)
            # An empty cell is already said, and a missing municipality too.
            if not any(problem.column == column for problem in entry.problems):
                entry.problems.append(Issue(column, " ".join(messages)))
    return entry


def place_in_municipality(entry: Entry, finder: MunicipalityFinder, list_format: ListFormat) -> None:
    column = list_format.column_of["municipality_id"]
    found = finder.find(entry.whereabouts)
    if found is None:
        said = entry.whereabouts
        hints = ", ".join(filter(None, (said.code, said.postcode, *dict.fromkeys(said.names))))
        reason = _("The municipality cannot be found (%(hints)s).") % {"hints": hints or _("nothing given")}
        entry.problems.append(Issue(column, reason))
        return
    if found.note:
        entry.notes.append(Issue(column, found.note))
    municipality = found.municipality
    entry.values["municipality_id"] = municipality.code
    entry.values["time_zone"] = zone_of_departement(municipality.departement)
    if not entry.values["postcode"]:
        entry.values["postcode"] = only_postcode(entry.whereabouts.code, municipality)
    km = km_from(municipality, entry.values["latitude"], entry.values["longitude"])
    if km is not None and km > TOO_FAR_KM:
        reason = _("The coordinates are %(km)s km away from %(name)s.") % {
            "km": round(km),
            "name": municipality.name,
        }
        entry.problems.append(Issue(list_format.column_of["latitude"], reason))


def only_postcode(code: str, municipality: KnownMunicipality) -> str:
    """The postcode that follows from the municipality or the arrondissement, when only one can."""
    if len(municipality.postcodes) == 1:
        return next(iter(municipality.postcodes))
    return postcode_of_arrondissement(code)


def km_from(municipality: KnownMunicipality, latitude: float | None, longitude: float | None) -> float | None:
    if (
        latitude is None
        or longitude is None
        or municipality.latitude is None
        or municipality.longitude is None
    ):
        return None
    return haversine_km(latitude, longitude, municipality.latitude, municipality.longitude)


def refuse_repeated_identifiers(entries: list[Entry]) -> None:
    first_line: dict[str, int] = {}
    for entry in entries:
        if not entry.external_id:
            continue
        line = first_line.setdefault(entry.external_id, entry.line)
        if line != entry.line:
            reason = _("Identifier %(id)s is already on line %(line)s.") % {
                "id": entry.external_id,
                "line": line,
            }
            entry.problems.append(Issue("", reason))


def outcome_of(entry: Entry, source: VenueSource | None, list_format: ListFormat) -> Outcome:
    if entry.problems:
        return Outcome(entry, "refused", source)
    if source is None:
        return Outcome(entry, "created")
    changes = {}
    for name, value in entry.values.items():
        if source.values.get(name) == value:
            continue
        if getattr(source.venue, name) == source.values.get(name):
            changes[name] = value
        else:
            reason = _("Kept as the people of the venue wrote it; the list now says “%(value)s”.")
            entry.notes.append(Issue(list_format.column_of.get(name, name), reason % {"value": value}))
    return Outcome(entry, "updated" if changes else "unchanged", source, changes)


def suspicions_among(outcomes: list[Outcome]) -> list[Suspicion]:
    """Rows against one another and against venues that come from none of these rows."""
    own = {outcome.source.venue_id for outcome in outcomes if outcome.source}
    rows = [
        Candidate(
            name=outcome.entry.name,
            municipality=outcome.entry.values["municipality_id"],
            latitude=outcome.entry.values["latitude"],
            longitude=outcome.entry.values["longitude"],
            line=outcome.entry.line,
        )
        for outcome in outcomes
        if outcome.kind != "refused"
    ]
    others = Venue.objects.filter(archived_at=None).exclude(pk__in=own).order_by("pk")
    fields = others.values_list("name", "municipality_id", "latitude", "longitude", "pk")
    known = [
        Candidate(name, code or "", latitude, longitude, venue_id=pk)
        for name, code, latitude, longitude, pk in fields
    ]
    return suspected_duplicates(rows, known)
