from reporting.models.evidence import AttendanceSheet, CensusSheet, Session, SessionParticipant
from reporting.models.facts import BookingDay, FillState, OpenDay, UsageDay, VenueDay
from reporting.models.money import MemberSpan, Revenue
from reporting.models.profiles import HomeDistance, Profile, Question, QuestionPause, Status, Transport
from reporting.models.programmes import Programme, ProgrammeIndicator, ProgrammeReader
from reporting.models.reports import (
    Publication,
    PublishedCell,
    Recomputation,
    Report,
    ReportDeclaration,
    ReportEvidence,
)

__all__ = [
    "AttendanceSheet",
    "BookingDay",
    "CensusSheet",
    "FillState",
    "HomeDistance",
    "MemberSpan",
    "OpenDay",
    "Profile",
    "Programme",
    "ProgrammeIndicator",
    "ProgrammeReader",
    "Publication",
    "PublishedCell",
    "Question",
    "QuestionPause",
    "Recomputation",
    "Report",
    "ReportDeclaration",
    "ReportEvidence",
    "Revenue",
    "Session",
    "SessionParticipant",
    "Status",
    "Transport",
    "UsageDay",
    "VenueDay",
]
