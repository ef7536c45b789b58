"""What is kept of the facts behind a report: everything its figures need, and nobody's identity.

Each extract is a SELECT whose columns have the names of a table of facts, so that the same SQL reads the one or the
other. Numbers of persons, customers, memberships, answers and sessions are pseudonyms: of a key that is drawn for one
report and never written. Rows are sorted by what they say, so that their order says nothing.
"""
# What is put together here is text of this file; values are parameters.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporting.rules.periods import Period
from reporting.rules.scopes import Scope


def pseudonym(kind: str, column: str) -> str:
    """A number of 63 bits, always the same for the same thing in one report; NULL stays NULL."""
    digest = f"encode(sha256(%(key)s || convert_to('{kind} ' || {column}, 'UTF8')), 'hex')"
    return f"(('x' || left({digest}, 16))::bit(64)::bigint & 9223372036854775807)"


def secret_word(kind: str, column: str) -> str:
    """The same for what is written in letters; empty stays empty."""
    digest = f"left(encode(sha256(%(key)s || convert_to('{kind} ' || {column}, 'UTF8')), 'hex'), 16)"
    return f"CASE WHEN {column} = '' THEN '' ELSE {digest} END"


@dataclass(frozen=True)
class Extract:
    """`fact` names the evidence, `table` the table of which it takes the place when it is loaded again."""

    fact: str
    select: str

    @property
    def table(self) -> str:
        return f"reporting_{self.fact}"


SPANS = "unnest(%(venues)s::bigint[], %(firsts)s::date[], %(afters)s::date[]) AS span(venue_id, first, after)"
INSIDE = f"JOIN {SPANS} ON span.venue_id = f.venue_id AND f.day >= span.first AND f.day < span.after"
"""The rows `f` of the venues and days of the report: spans of one venue never meet."""
PERSON = pseudonym("person", "f.person_id")
SEEN = f"""(SELECT f.person_id FROM reporting_usageday f {INSIDE}
    UNION SELECT p.person_id FROM reporting_session f {INSIDE}
        JOIN reporting_sessionparticipant p ON p.session_id = f.id WHERE f.struck_out_at IS NULL)"""
ANSWERED = f"""f.person_id IN {SEEN} AND f.valid_from < %(after)s
    AND (f.valid_to IS NULL OR f.valid_to > %(first)s)"""

EXTRACTS = (
    Extract(
        "venueday",
        f"""SELECT f.venue_id, f.structure_id, f.day, f.starts_at, f.ends_at, f.boundary_at, f.counts_arrivals,
            f.closed
        FROM reporting_venueday f {INSIDE}""",
    ),
    Extract(
        "openday",
        f"""SELECT f.venue_id, f.resource_id, f.kind, f.day, f.places, f.open_minutes, f.booked_minutes,
            f.attended_minutes, f.open_by_hour, f.booked_by_hour, f.attended_by_hour
        FROM reporting_openday f {INSIDE}""",
    ),
    # With the first visit ever of each person at each venue: who is new is a question about the past.
    Extract(
        "usageday",
        f"""SELECT {PERSON} AS person_id, f.venue_id, f.day, f.morning, f.afternoon, f.minutes, f.kinds, f.attended
        FROM (
            SELECT f.* FROM reporting_usageday f {INSIDE}
            UNION (SELECT DISTINCT ON (f.person_id, f.venue_id) f.* FROM reporting_usageday f
                WHERE f.venue_id = ANY(%(venues)s) AND f.day < %(after)s AND f.person_id IN {SEEN}
                ORDER BY f.person_id, f.venue_id, f.day)
        ) f""",
    ),
    Extract(
        "bookingday",
        f"""SELECT {PERSON} AS person_id, f.venue_id, f.day, f.confirmed, f.due, f.missed, f.cancelled
        FROM reporting_bookingday f {INSIDE}""",
    ),
    Extract(
        "profile",
        f"""SELECT {pseudonym("profile", "f.id")} AS id, {PERSON} AS person_id, f.valid_from, f.valid_to, f.declined,
            f.status, f.home, f.home_epci, f.home_departement, f.home_region, f.work, f.code_year, f.home_work_km,
            f.km_declared, f.transport, f.replaces_commute, {secret_word("company", "f.company")} AS company,
            CASE WHEN f.company_created_on >= %(first)s AND f.company_created_on < %(after)s
                THEN f.company_created_on END AS company_created_on
        FROM reporting_profile f WHERE {ANSWERED}""",
    ),
    Extract(
        "homedistance",
        f"""SELECT {pseudonym("profile", "d.profile_id")} AS profile_id, d.venue_id, d.km
        FROM reporting_homedistance d JOIN reporting_profile f ON f.id = d.profile_id
        WHERE d.venue_id = ANY(%(venues)s) AND {ANSWERED}""",
    ),
    Extract(
        "revenue",
        f"""SELECT f.venue_id, {pseudonym("customer", "f.customer_id")} AS customer_id, f.day, f.net, f.recurring
        FROM reporting_revenue f {INSIDE}""",
    ),
    Extract(
        "memberspan",
        f"""SELECT {pseudonym("membership", "f.membership_id")} AS membership_id, {PERSON} AS person_id, f.venue_id,
            f.starts_on, f.ends_on, f.followed
        FROM reporting_memberspan f
        WHERE f.venue_id = ANY(%(venues)s) AND f.starts_on < %(after)s
            AND (f.ends_on IS NULL OR f.ends_on >= %(first)s)""",
    ),
    Extract(
        "session",
        f"""SELECT {pseudonym("session", "f.id")} AS id, f.venue_id, f.day, f.minutes, f.kind, f.theme, f.unnamed,
            f.struck_out_at
        FROM reporting_session f {INSIDE} WHERE f.struck_out_at IS NULL""",
    ),
    Extract(
        "sessionparticipant",
        f"""SELECT {pseudonym("session", "p.session_id")} AS session_id,
            {pseudonym("person", "p.person_id")} AS person_id
        FROM reporting_session f {INSIDE} JOIN reporting_sessionparticipant p ON p.session_id = f.id
        WHERE f.struck_out_at IS NULL""",
    ),
)
BY_FACT = {extract.fact: extract for extract in EXTRACTS}


def parameters(scope: Scope, period: Period, key: bytes) -> Mapping[str, Any]:
    spans = scope.during(period).spans
    return {
        "key": key,
        "venues": [span.venue_id for span in spans],
        "firsts": [span.first for span in spans],
        "afters": [span.after for span in spans],
        "first": period.first,
        "after": period.after,
    }
