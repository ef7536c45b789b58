"""Ways to work that did not take place: an estimate, on those who answered only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.rules.definitions.definition import WHOLE_PERCENT, Definition, Unit, estimate, percent

DEFINITIONS = (
    Definition(
        code="km_avoided",
        version=1,
        name=_("Kilometres avoided"),
        unit=Unit(_("km")),
        sentence=_(
            "Kilometres by car that people did not drive, because they came here instead of going to their usual"
            " place of work. Only those who answered count: nothing is extrapolated to the others."
        ),
        formula=_(
            "sum, over the visits of those who go by car and say that coming here replaces the way to work,"
            " of 2 × max(0, home to work − home to the venue)"
        ),
        source=_(
            "Answers of the persons; distances declared, or as the crow flies between centres of municipalities × 1.3"
            " (an assumption), 5 km within one municipality."
        ),
        additive=True,
        queries=("avoided_v1",),
        parts=("respondents", "people", "answered_visits"),
        arithmetic=estimate("km"),
    ),
    Definition(
        code="co2e_avoided",
        version=1,
        name=_("Greenhouse gases avoided"),
        unit=Unit(_("kg CO₂e")),
        sentence=_(
            "Emissions of the kilometres avoided, less a quarter for the rebound effect (other journeys, heating two"
            " places). The range goes from half of it lost to nothing lost. Only those who answered count."
        ),
        formula=_(
            "kilometres avoided × kg CO₂e per person and kilometre (car with others 0.142, alone 0.228, electric"
            " 0.0674) × (1 − rebound), rebound 25 %, range 0 to 50 %"
        ),
        source=_(
            "ADEME, Impact CO2 (factors of October 2025, construction and use; rebound of its telework simulator)."
        ),
        additive=True,
        queries=("avoided_v1",),
        parts=("low", "high", "respondents", "people", "answered_visits"),
        arithmetic=estimate("kg"),
    ),
    Definition(
        code="commute_response",
        version=1,
        name=_("Who told how they go to work"),
        unit=WHOLE_PERCENT,
        sentence=_("Part of the persons who came whose answers allow the kilometres avoided to be computed."),
        formula=_("persons whose answers suffice ÷ different persons"),
        source=_("Answers given by the persons themselves."),
        additive=False,
        queries=("avoided_v1",),
        parts=("respondents", "people"),
        arithmetic=percent("respondents", "people"),
        tables=("total",),
    ),
)
