"""A network with a year behind it, its programme, and reports at each stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from espaces.models import Municipality, Person
from reporting.models import Programme, Report
from reporting.rules.periods import Period
from reporting.services.freezing import freeze_when_asked
from reporting.services.programmes import let_read, make_programme, save_indicator
from reporting.services.reports import ask_to_freeze, compute_figures, send_to_review, start_report
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    coordinator_of,
    funder_of,
)
from tests.factories.reporting import booking_day, distance, open_day, profile, session, visit
from tests.factories.territories import municipality

YEAR = Period.parse("2025")
PEOPLE = 14
STATUSES = ("employee", "independent", "job_seeker", "", "student")


@dataclass
class World:
    """Fourteen people, two venues, a visit of each in most months of 2025; one of them only once."""

    people: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.network = NetworkFactory(slug="vallees", name="Réseau des Trois Vallées")
        self.coordinator = coordinator_of(self.network)
        self.funder, self.other_funder = funder_of(self.network), funder_of(self.network)
        self.structure = StructureFactory(network=self.network)
        self.towns = [self.town("48095", "Mende", "A"), self.town("48140", "Rieutort", "B")]
        self.venues = [
            VenueFactory(structure=self.structure, name=name, municipality=town)
            for name, town in zip(("La Filature", "Le Relais"), self.towns, strict=True)
        ]
        self.resources = [ResourceFactory(venue=venue, places=4) for venue in self.venues]
        self.make_year()

    def town(self, code: str, name: str, epci: str) -> Municipality:
        town = municipality(
            code, name, f"{code[:2]}000", epci_code=f"20000000{epci}", epci_name=f"EPCI {epci}"
        )
        town.save()
        return town

    def make_year(self) -> None:
        for rank in range(PEOPLE):
            person = PersonFactory()
            self.people.append(person)
            town = self.towns[0] if rank < 9 else self.towns[1]
            answers = profile(
                person,
                home=town,
                status=STATUSES[rank % len(STATUSES)],
                transport="car_alone" if rank % 2 else "bicycle",
                replaces_commute=True,
                home_work_km=Decimal(30),
            )
            for venue in self.venues:
                distance(answers, venue, 5)
        for month in range(1, 13):
            self.make_month(dt.date(2025, month, 3))

    def make_month(self, day: dt.date) -> None:
        for rank, person in enumerate(self.people):
            if rank == 0 and day.month > 1:
                continue
            venue = self.venues[(rank + day.month) % 2]
            visit(person, venue, day + dt.timedelta(days=rank % 5), "day" if rank % 3 else "morning")
            booking_day(person, venue, day + dt.timedelta(days=rank % 5))
        for resource in self.resources:
            open_day(resource, day, booked=[9, 10, 11, 9], attended=[9, 10])
        session(self.venues[0], day, *self.people[:6], unnamed=3)

    def programme(self, **values: Any) -> Programme:
        """LEADER, 2025 and 2026, with two indicators and a reader who does not audit."""
        facts = {
            "name": "Télétravailler au pays",
            "fund": "leader",
            "funder": "GAL des Causses",
            "starts_on": dt.date(2025, 1, 1),
            "ends_on": dt.date(2027, 1, 1),
            "territory": "network",
            "place": None,
        }
        made = make_programme(actor=self.coordinator, network=self.network, **(facts | values))
        self.follow(made, indicator="unique_users", external_code="RCR11", target=Decimal(20))
        self.follow(made, indicator="desk_days", target=Decimal(100))
        let_read(actor=self.coordinator, programme_id=made.pk, person=self.funder, audits=False)
        return made

    def follow(self, programme: Programme, **values: Any) -> Any:
        return save_indicator(actor=self.coordinator, programme_id=programme.pk, **values)

    def draft(self, programme: Programme, period: Period = YEAR) -> Report:
        report = start_report(actor=self.coordinator, programme_id=programme.pk, period=period)
        return computed(report)

    def frozen(self, programme: Programme, period: Period = YEAR) -> Report:
        return self.freeze(self.draft(programme, period))

    def freeze(self, report: Report) -> Report:
        send_to_review(actor=self.coordinator, report_id=report.pk)
        ask_to_freeze(actor=self.coordinator, report_id=report.pk)
        freeze_when_asked({"report": report.pk})
        return again(report)


def computed(report: Report) -> Report:
    compute_figures({"report": report.pk})
    return again(report)


def again(report: Report) -> Report:
    return Report.objects.select_related("programme__network", "corrects").get(pk=report.pk)
