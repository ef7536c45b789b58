"""Indicators as European funds call them, and which of ours answers them.

ERDF: Regulation (EU) 2021/1058, annex I, defined in Commission document SWD(2021) 198. ESF+: Regulation (EU)
2021/1057, annex I. LEADER: Regulation (EU) 2021/2115, annex I. A programme picks its own few and their targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from reporting.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    OUTPUT = "output"
    RESULT = "result"


@dataclass(frozen=True)
class FundingCode:
    """`indicator`: the code of our definition that counts it; None: it is declared by hand, with what it rests on."""

    code: str
    fund: str
    kind: Kind
    name: StrOrPromise
    unit: StrOrPromise
    indicator: str | None = None


ERDF, ESF, LEADER = Programme.Fund.ERDF, Programme.Fund.ESF, Programme.Fund.LEADER
OUTPUT, RESULT = Kind.OUTPUT, Kind.RESULT
COMPANIES, PEOPLE, JOBS = _("companies"), _("persons"), _("annual FTE")

FUNDING_CODES = (
    FundingCode("RCO01", ERDF, OUTPUT, _("Enterprises supported"), COMPANIES, "businesses_hosted"),
    FundingCode("RCO02", ERDF, OUTPUT, _("Enterprises supported by grants"), COMPANIES),
    FundingCode(
        "RCO04", ERDF, OUTPUT, _("Enterprises with non-financial support"), COMPANIES, "businesses_hosted"
    ),
    FundingCode("RCO05", ERDF, OUTPUT, _("New enterprises supported"), COMPANIES, "businesses_created"),
    FundingCode("RCO15", ERDF, OUTPUT, _("Capacity of incubation created"), COMPANIES),
    FundingCode(
        "RCO74",
        ERDF,
        OUTPUT,
        _(
            "Population covered by projects in the framework of strategies for integrated territorial development"
        ),
        PEOPLE,
    ),
    FundingCode(
        "RCO75",
        ERDF,
        OUTPUT,
        _("Strategies for integrated territorial development supported"),
        _("contributions to strategies"),
    ),
    FundingCode("RCO76", ERDF, OUTPUT, _("Integrated projects for territorial development"), _("projects")),
    FundingCode(
        "RCO112",
        ERDF,
        OUTPUT,
        _(
            "Stakeholders involved in the preparation and implementation of strategies for integrated territorial"
            " development"
        ),
        _("participations of institutional stakeholders"),
    ),
    FundingCode("RCR01", ERDF, RESULT, _("Jobs created in supported entities"), JOBS),
    FundingCode(
        "RCR11",
        ERDF,
        RESULT,
        _("Users of new and upgraded public digital services, products and processes"),
        _("users per year"),
        "unique_users",
    ),
    FundingCode("RCR17", ERDF, RESULT, _("New enterprises surviving in the market"), COMPANIES),
    FundingCode(
        "RCR18",
        ERDF,
        RESULT,
        _("SMEs using incubator services after incubator creation"),
        _("companies per year"),
        "businesses_hosted",
    ),
    FundingCode("RCR19", ERDF, RESULT, _("Enterprises with higher turnover"), COMPANIES),
    FundingCode("EECO01", ESF, OUTPUT, _("Total number of participants"), PEOPLE, "participants"),
    FundingCode("EECO02", ESF, OUTPUT, _("Unemployed, including long-term unemployed"), PEOPLE),
    FundingCode("EECO03", ESF, OUTPUT, _("Long-term unemployed"), PEOPLE),
    FundingCode("EECO04", ESF, OUTPUT, _("Inactive"), PEOPLE),
    FundingCode("EECO05", ESF, OUTPUT, _("Employed, including self-employed"), PEOPLE),
    FundingCode("EECO17", ESF, OUTPUT, _("Participants from rural areas"), PEOPLE),
    FundingCode("EECO19", ESF, OUTPUT, _("Micro, small and medium-sized enterprises supported"), COMPANIES),
    FundingCode("EECR04", ESF, RESULT, _("Participants in employment upon leaving"), PEOPLE),
    FundingCode("EECR05", ESF, RESULT, _("Participants in employment six months after leaving"), PEOPLE),
    FundingCode("R.37", LEADER, RESULT, _("New jobs supported in rural areas"), JOBS),
    FundingCode(
        "R.38",
        LEADER,
        RESULT,
        _("Rural population covered by local development strategies"),
        _("% of persons"),
    ),
    FundingCode(
        "R.39", LEADER, RESULT, _("Rural businesses developed with support"), COMPANIES, "businesses_hosted"
    ),
    FundingCode("R.40", LEADER, RESULT, _("Smart-village strategies supported"), _("strategies")),
    FundingCode(
        "R.41",
        LEADER,
        RESULT,
        _("Rural population with improved access to services and infrastructure"),
        _("% of persons"),
    ),
    FundingCode("R.42", LEADER, RESULT, _("Persons covered by supported social inclusion projects"), PEOPLE),
)


def codes_of(fund: str) -> list[FundingCode]:
    """Those that a programme of this fund may follow; none for funders that have no list."""
    return [one for one in FUNDING_CODES if one.fund == fund]
