"""Who people are and where they live, as far as they said so."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.rules.definitions.definition import (
    ORIGINS,
    PERCENT,
    WHOLE_PERCENT,
    Definition,
    Unit,
    measure,
    percent,
)

ANSWERS = _(
    "Answers given by the persons themselves, each optional and dated; a visit counts with the answer of its day."
)
CODE_LIST = _(
    "Answers given by the persons themselves; official geographic code (INSEE) of the year in which they answered."
)
TOTAL = ("total",)

DEFINITIONS = (
    Definition(
        code="share_by_status",
        version=1,
        name=_("Part of the persons, by situation"),
        unit=PERCENT,
        sentence=_(
            "Out of a hundred persons who told their situation, how many are in this one. Whoever changed situation"
            " during the period counts in both."
        ),
        formula=_("different persons in this situation ÷ different persons who told theirs"),
        source=ANSWERS,
        additive=False,
        queries=("usage_v1", "answers_v1"),
        parts=("people", "respondents"),
        arithmetic=percent("people", "respondents"),
        tables=("statuses",),
    ),
    Definition(
        code="share_by_status_days",
        version=1,
        name=_("Part of the days of work, by situation"),
        unit=PERCENT,
        sentence=_(
            "Out of a hundred days of work of persons who told their situation, how many are those of this situation."
        ),
        formula=_("days of work in this situation ÷ days of work of those who told theirs"),
        source=ANSWERS,
        additive=False,
        queries=("usage_v1", "answers_v1"),
        parts=("half_days", "respondents_half_days"),
        arithmetic=percent("half_days", "respondents_half_days"),
        tables=("statuses",),
    ),
    Definition(
        code="status_response",
        version=1,
        name=_("Who told their situation"),
        unit=WHOLE_PERCENT,
        sentence=_(
            "Part of the persons who came who told their situation, at least for one of their visits."
        ),
        formula=_("persons who told their situation ÷ different persons"),
        source=ANSWERS,
        additive=False,
        queries=("answers_v1",),
        parts=("status_respondents", "people"),
        arithmetic=percent("status_respondents", "people"),
        tables=TOTAL,
    ),
    Definition(
        code="origin",
        version=1,
        name=_("Part of the persons, by home"),
        unit=PERCENT,
        sentence=_(
            "Out of a hundred persons whose home is known, how many live there. Whoever moved during the period"
            " counts in both places."
        ),
        formula=_("different persons who live there ÷ different persons whose home is known"),
        source=CODE_LIST,
        additive=False,
        queries=("usage_v1", "answers_v1"),
        parts=("people", "respondents"),
        arithmetic=percent("people", "respondents"),
        tables=("sides", *ORIGINS),
    ),
    Definition(
        code="origin_response",
        version=1,
        name=_("Who told their home municipality"),
        unit=WHOLE_PERCENT,
        sentence=_(
            "Part of the persons who came whose home municipality is known, at least for one of their visits."
        ),
        formula=_("persons whose home municipality is known ÷ different persons"),
        source=CODE_LIST,
        additive=False,
        queries=("answers_v1",),
        parts=("home_respondents", "people"),
        arithmetic=percent("home_respondents", "people"),
        tables=TOTAL,
    ),
    Definition(
        code="inside_share",
        version=1,
        name=_("Persons who live in the territory"),
        unit=PERCENT,
        sentence=_(
            "Out of a hundred persons whose home is known, how many live in the territory of the programme."
        ),
        formula=_("different persons who live in the territory ÷ different persons whose home is known"),
        source=CODE_LIST,
        additive=False,
        queries=("answers_v1",),
        parts=("inside", "side_respondents"),
        arithmetic=percent("inside", "side_respondents"),
        tables=TOTAL,
    ),
    Definition(
        code="median_distance",
        version=1,
        name=_("Half of the persons live nearer than"),
        unit=Unit(_("km"), 1),
        sentence=_(
            "Half of the persons whose home is known live at this distance by road or nearer. Each counts once, with"
            " the mean distance of the venues visited, visit by visit."
        ),
        formula=_(
            "median, over the persons, of the mean way from home to the venue (as the crow flies × 1.3)"
        ),
        source=_(
            "Centres of municipalities; × 1.3 for the road is an assumption, 5 km within one municipality another."
        ),
        additive=False,
        queries=("distances_v1",),
        parts=("respondents",),
        arithmetic=measure("median_km"),
        tables=TOTAL,
    ),
)
