"""Companies, and what happens at the venues beside work."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from reporting.rules.definitions.definition import PERSONS, REGIONS, Definition, Unit, count, quotient

COMPANIES = _("SIREN numbers given by the persons themselves; day of creation as they gave it.")
RECORDED = _("Sessions recorded by the hosts.")
WITH_THEMES = (*REGIONS, "themes")

DEFINITIONS = (
    Definition(
        code="businesses_hosted",
        version=1,
        name=_("Companies hosted"),
        unit=Unit(_("companies")),
        sentence=_("Different companies (SIREN numbers) of which somebody came at least once."),
        formula=_("number of different SIREN numbers with at least one visit"),
        source=COMPANIES,
        additive=False,
        queries=("businesses_v1",),
        parts=("people",),
        arithmetic=count("hosted"),
        tables=("total",),
    ),
    Definition(
        code="businesses_created",
        version=1,
        name=_("Companies created"),
        unit=Unit(_("companies")),
        sentence=_(
            "Of the companies hosted, those created during the period by somebody who had already come before the day"
            " of creation."
        ),
        formula=_(
            "number of SIREN numbers hosted, created in the period, after a first visit of one of their persons"
        ),
        source=COMPANIES,
        additive=False,
        queries=("businesses_v1",),
        parts=("people_created",),
        arithmetic=count("created"),
        tables=("total",),
    ),
    Definition(
        code="sessions",
        version=1,
        name=_("Sessions"),
        unit=Unit(_("sessions")),
        sentence=_("Events, workshops and advisors’ surgeries held."),
        formula=_("number of sessions held"),
        source=RECORDED,
        additive=True,
        queries=("sessions_v1",),
        parts=(),
        arithmetic=count("sessions"),
        tables=WITH_THEMES,
    ),
    Definition(
        code="participants",
        version=1,
        name=_("Participants"),
        unit=PERSONS,
        sentence=_(
            "Different persons who took part in a session. Whoever was counted without a name is counted again at"
            " each session."
        ),
        formula=_("number of different persons named + participants without a name"),
        source=RECORDED,
        additive=False,
        queries=("sessions_v1",),
        parts=("named", "unnamed"),
        arithmetic=count("people"),
        tables=WITH_THEMES,
    ),
    Definition(
        code="participations",
        version=1,
        name=_("Participations"),
        unit=Unit(_("participations")),
        sentence=_("Each presence of a person at a session; who comes to three sessions counts three times."),
        formula=_("sum over the sessions of their participants"),
        source=RECORDED,
        additive=True,
        queries=("sessions_v1",),
        parts=(),
        arithmetic=count("visits"),
        tables=WITH_THEMES,
    ),
    Definition(
        code="session_hours",
        version=1,
        name=_("Hours of sessions"),
        unit=Unit(_("hours"), 1),
        sentence=_("Length of the sessions held, whatever the number of participants."),
        formula=_("sum of the lengths of the sessions"),
        source=RECORDED,
        additive=True,
        queries=("sessions_v1",),
        parts=("minutes",),
        arithmetic=lambda parts: parts.get("minutes", Decimal(0)) / 60,
        tables=WITH_THEMES,
    ),
    Definition(
        code="participants_per_session",
        version=1,
        name=_("Participants per session"),
        unit=Unit(_("persons"), 1),
        sentence=_("How many people a session brings together on average."),
        formula=_("participations ÷ sessions"),
        source=RECORDED,
        additive=False,
        queries=("sessions_v1",),
        parts=("visits", "sessions"),
        arithmetic=quotient("visits", "sessions"),
        tables=WITH_THEMES,
    ),
)
