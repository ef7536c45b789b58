"""What `reporting` keeps about a person. Nothing of it stands in the way of an erasure."""

from __future__ import annotations

from espaces.ports import Records, Told
from reporting.models import (
    BookingDay,
    HomeDistance,
    MemberSpan,
    Profile,
    ProgrammeReader,
    QuestionPause,
    SessionParticipant,
    UsageDay,
)
from reporting.rules.acts_in_words import VERBS

TOLD = (
    Told(
        Profile,
        (
            *("valid_from", "valid_to", "declined", "status", "home", "work", "home_work_km", "km_declared"),
            *("transport", "replaces_commute", "company", "company_created_on", "source", "recorded_at"),
        ),
    ),
    Told(HomeDistance, ("profile__home", "venue", "km"), path="profile__person"),
    Told(QuestionPause, ("until", "asked_at")),
    Told(UsageDay, ("venue", "day", "morning", "afternoon", "minutes", "kinds", "attended")),
    Told(BookingDay, ("venue", "day", "confirmed", "due", "missed", "cancelled")),
    Told(MemberSpan, ("venue", "starts_on", "ends_on")),
    Told(SessionParticipant, ("session", "session__day", "session__venue")),
    Told(ProgrammeReader, ("programme", "audits", "added_at")),
)
SIGNED = {
    "reporting.AttendanceSheet.added_by": "added_at",
    "reporting.CensusSheet.changed_by": "changed_at",
    "reporting.Profile.recorded_by": "recorded_at",
    "reporting.Programme.created_by": "created_at",
    "reporting.ProgrammeReader.added_by": "added_at",
    "reporting.Recomputation.asked_by": "asked_at",
    "reporting.Report.created_by": "created_at",
    "reporting.Report.frozen_by": "frozen_at",
    "reporting.Report.reviewed_by": "reviewed_at",
    "reporting.ReportDeclaration.declared_by": "declared_at",
    "reporting.Session.recorded_by": "recorded_at",
}
LEFT_OUT = {
    "reporting.Revenue.customer": "the lines of the invoices, which are told, counted without tax",
}
RECORDS = Records(told=TOLD, signed=SIGNED, left_out=LEFT_OUT, verbs=VERBS)
